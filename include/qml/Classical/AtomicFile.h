// SPDX-License-Identifier: Apache-2.0
//
// Whole files, read within a limit and written all or not at all: a reader, a crash or a full disk never meets half a
// file.
#pragma once

#include "qml/Support/Diagnostics.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace qml {

/// Writes beside `path`, syncs, renames over it and syncs the folder. A symbolic link keeps pointing to the file it
/// names; a device or pipe (`/dev/stdout`) is written straight. E0410 with the reason of the system; the old file stays
/// as it was.
Status writeFileAtomically(const std::string &path, std::string_view content);

/// The bytes of a file; E0400 if it cannot be read, E0409 beyond `limit` bytes, whatever size the file system claims.
Expected<std::string> readWholeFile(const std::string &path, size_t limit);

} // namespace qml
