// SPDX-License-Identifier: Apache-2.0
//
// A call whose tokens are of the same kinds, one by one, as those of an earlier call has the same parse tree. Programs that other
// programs write are thousands of such statements, `RX(0.1, q[3])`: each kind is parsed once.
#pragma once

#include "Tokens.h"

namespace qml {

class RepeatedCalls {
public:
  struct Call {
    size_t place; // where it begins in the text
    size_t model; // the same of the call that it is like
    Tokens tokens;
  };

  RepeatedCalls() = default;
  /// Takes out of `tokens` the calls that are statements and like an earlier one. A CALL_AGAIN stands in the place of each.
  explicit RepeatedCalls(Tokens &tokens);

  /// The call that was taken from `place`.
  const Call &at(size_t place) const;

private:
  std::vector<Call> calls_; // by place
};

} // namespace qml
