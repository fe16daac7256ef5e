// SPDX-License-Identifier: Apache-2.0
//
// Finds the data of an installation from the place of the code that runs, so that a prefix may be moved.

#include "qml/Host/Folders.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>

namespace fs = std::filesystem;

namespace qml {

/// `folder` of the installation that the file `binary` belongs to, or empty.
static std::string beside(const fs::path &binary, const char *folder) {
  std::error_code error;
  fs::path file = fs::canonical(binary, error);
  if (error)
    return "";
  fs::path found = file.parent_path().parent_path() / "share" / "qml" / folder;
  return fs::is_directory(found, error) ? found.string() : "";
}

static std::string find(const char *variable, const char *folder, const char *sourceFolder) {
  if (const char *chosen = std::getenv(variable))
    return chosen;
  // For a program itself dladdr gives the name it was called by, which need not be a path.
  Dl_info info;
  if (dladdr(reinterpret_cast<void *>(&standardLibraryFolder), &info) && info.dli_fname &&
      fs::path(info.dli_fname).is_absolute())
    if (std::string found = beside(info.dli_fname, folder); !found.empty())
      return found;
  std::string found = beside("/proc/self/exe", folder);
  return found.empty() ? sourceFolder : found;
}

std::string standardLibraryFolder() { return find("QMLC_STD", "std", QML_STD_FOLDER); }
std::string devicesFolder() { return find("QMLC_DEVICES", "devices", QML_DEVICES_FOLDER); }

} // namespace qml
