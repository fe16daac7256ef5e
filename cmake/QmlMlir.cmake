# Finds LLVM/MLIR 22 and defines helpers for dialects and for libraries that use MLIR.
# MLIR_DIR wins; the hint is where Debian's packages lie, which CMake does not search by itself.
find_package(MLIR 22.1 REQUIRED CONFIG HINTS /usr/lib/llvm-22)
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)
# Not HandleLLVMOptions: it would switch exceptions off, which the parser's runtime needs.

# LLVM and MLIR are linked statically, each program with the parts it uses: loading the shared libraries takes longer than
# compiling a small circuit, and a host of libqml may bring an LLVM of its own. The archives are named as files, since MLIR's
# targets ask for the shared libraries; lld searches them in any order.
file(GLOB mlirArchives ${LLVM_LIBRARY_DIR}/libMLIR*.a ${LLVM_LIBRARY_DIR}/libLLVM*.a)
if(NOT mlirArchives)
  message(FATAL_ERROR "The static libraries of LLVM and MLIR are not in ${LLVM_LIBRARY_DIR}")
endif()
find_package(ZLIB REQUIRED)
find_package(zstd REQUIRED)
add_library(qmlMlir INTERFACE)
target_link_libraries(qmlMlir INTERFACE ${mlirArchives} ZLIB::ZLIB zstd::libzstd_shared ${CMAKE_DL_LIBS})
# The object cache tells compilers apart by their build-id.
target_link_options(qmlMlir INTERFACE -fuse-ld=lld LINKER:--gc-sections LINKER:--build-id=sha1)
# Some of Debian's archives have debug sections of a version that its valgrind can't read.
target_link_options(qmlMlir INTERFACE $<$<CONFIG:Release>:LINKER:--strip-debug>)

# qml_mlir_library(NAME SOURCES… LINK…): a library on top of MLIR; all share one precompiled header.
function(qml_mlir_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;DEPENDS" ${ARGN})
  qml_library(${name} SOURCES ${ARG_SOURCES} LINK ${ARG_LINK})
  target_include_directories(${name} SYSTEM PUBLIC ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
  target_compile_definitions(${name} PUBLIC ${LLVM_DEFINITIONS_LIST})
  target_link_libraries(${name} PUBLIC qmlMlir)
  if(TARGET qmlPrecompiled)
    target_precompile_headers(${name} REUSE_FROM qmlPrecompiled)
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

list(GET MLIR_INCLUDE_DIRS 0 MLIR_INCLUDE_DIR)
separate_arguments(LLVM_DEFINITIONS_LIST NATIVE_COMMAND "${LLVM_DEFINITIONS}")
