// SPDX-License-Identifier: Apache-2.0
//
// What is made when it is first asked for, one for each key, and kept: few keys, looked up without a lock.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace qml::rt {

template <typename Key, typename Value> class MadeOnce {
public:
  MadeOnce() = default;
  MadeOnce(const MadeOnce &) = delete;
  MadeOnce &operator=(const MadeOnce &) = delete;
  ~MadeOnce() {
    for (const Entry *entry = last_.load(std::memory_order_relaxed); entry;)
      delete std::exchange(entry, entry->before);
  }

  /// The value of the key that `isKey` holds for; if there is none yet, that of make(), a pair of key and new value.
  template <typename IsKey, typename Make> const Value &get(IsKey isKey, Make make) const {
    if (const Value *known = find(isKey))
      return *known;
    std::lock_guard lock(making_);
    if (const Value *known = find(isKey)) // another thread was faster
      return *known;
    auto [key, value] = make();
    const Entry *entry = new Entry{std::move(key), std::move(value), last_.load(std::memory_order_relaxed)};
    last_.store(entry, std::memory_order_release);
    return *entry->value;
  }

private:
  struct Entry {
    Key key;
    std::unique_ptr<const Value> value;
    const Entry *before;
  };

  template <typename IsKey> const Value *find(IsKey isKey) const {
    const Entry *entry = last_.load(std::memory_order_acquire);
    while (entry && !isKey(entry->key))
      entry = entry->before;
    return entry ? entry->value.get() : nullptr;
  }

  mutable std::atomic<const Entry *> last_ = nullptr;
  mutable std::mutex making_;
};

} // namespace qml::rt
