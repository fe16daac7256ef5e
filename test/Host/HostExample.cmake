# Installs the build tree BUILD into a fresh prefix under WORK, then builds EXAMPLE as an outside project and runs it.
# Run with cmake -P; CXX is the compiler and GENERATOR the generator of the build.
set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${WORK})

function(run expected)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0 OR NOT output MATCHES "${expected}")
    message(FATAL_ERROR "${ARGN}\nended with ${status}, its output should match ${expected}:\n${output}")
  endif()
endfunction()

# The source tree's folders must not be needed: an addition shows which standard library was read.
unset(ENV{QMLC_STD})
unset(ENV{QMLC_DEVICES})
run("" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
file(WRITE ${prefix}/share/qml/std/installed.qml "qml 1.0\nfunc installed(x: float) -> float = 2 * x\n")
file(WRITE ${WORK}/installed.qml "qml 1.0\nfunc twice(x: float) -> float = installed(x)\nmain { print(twice(21.0)) }\n")
run("42" ${prefix}/bin/qmlc run ${WORK}/installed.qml)
run("ibm_fez" ${prefix}/bin/qmlc build --list-targets)

run("" ${CMAKE_COMMAND} -S ${EXAMPLE} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${CXX}
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH=${prefix})
run("" ${CMAKE_COMMAND} --build ${WORK}/build)
run("parameter model.w: 12 numbers from 0.*step 40  loss 0\\.0.*8 of 8 right.*as expected: E0107, line 3"
  ${WORK}/build/host ${EXAMPLE}/model.qml)
