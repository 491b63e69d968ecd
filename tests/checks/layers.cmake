# SPDX-License-Identifier: MIT
# Checks who includes whom:  cmake -D ROOT=<repository> [-D TABLE=<file>] -P layers.cmake
#
#   include/ucs   the C++ standard library and <ucs/...> only, and nothing from a layer above (layers.txt)
#   lib/json      also "lib/json/...", RapidJSON and SSE2; public headers up to layer 4
#   lib/log       also "lib/log/..."; public headers up to layer 4
#   lib/http      also "lib/http/..." and "lib/json/..."; public headers up to layer 5
#   lib/access    also "lib/access/...", "lib/http/...", libsodium and POSIX
#   lib/store     also "lib/store/..." and POSIX, SQLite in lib/store/sqlite/connection.cc only, libpq in
#                 lib/store/postgres/connection.cc only; public headers up to layer 4
#   lib/server    also "lib/server/..." and POSIX; httplib.h in lib/server/server.cc only
#   lib/testing   also "lib/testing/..."; public headers of all layers
#   lib/testing_server  also "lib/server/..."; public headers of all layers
#   shim          also "shim/...", "lib/access/...", "lib/server/...", CLI11, fmt and POSIX
cmake_minimum_required(VERSION 3.16)
if(NOT TABLE)
  set(TABLE "${CMAKE_CURRENT_LIST_DIR}/layers.txt")
endif()

# The C++17 and C++20 library, and the C library by its C++ names.
set(std_headers
  algorithm any array atomic barrier bit bitset charconv chrono compare complex concepts condition_variable coroutine
  deque exception execution filesystem format forward_list fstream functional future initializer_list iomanip ios
  iosfwd iostream istream iterator latch limits list locale map memory memory_resource mutex new numbers numeric
  optional ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex source_location span
  sstream stack stdexcept stop_token streambuf string string_view strstream syncstream system_error thread tuple
  type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector version
  cassert cctype cerrno cfenv cfloat cinttypes climits clocale cmath csetjmp csignal cstdarg cstddef cstdint cstdio
  cstdlib cstring ctime cuchar cwchar cwctype)

set(errors 0)
function(refuse file text)
  message(NOTICE "${file}: ${text}")
  math(EXPR errors "${errors} + 1")
  set(errors ${errors} PARENT_SCOPE)
endfunction()

# files(<out> <folder>): its sources, relative to ROOT; none at all is an error, so that the check cannot pass on air.
macro(files out folder)
  file(GLOB_RECURSE ${out} RELATIVE "${ROOT}" "${ROOT}/${folder}/*.h" "${ROOT}/${folder}/*.cc")
  if(NOT ${out})
    refuse(${folder} "no sources found: nothing was checked")
  endif()
endmacro()

# includes(<out> <file>): what the file includes, each item as it is written: <vector>, "shim/server.h".
function(includes out file)
  file(STRINGS "${ROOT}/${file}" lines REGEX "^[ \t]*#[ \t]*include")
  set(found "")
  foreach(line IN LISTS lines)
    if(line MATCHES "^[ \t]*#[ \t]*include[ \t]*(<[^>]+>|\"[^\"]+\")")
      list(APPEND found "${CMAKE_MATCH_1}")
    else()
      list(APPEND found "${line}")  # a computed include: no rule allows it
    endif()
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# The table: layer_<header> for each line of layers.txt.
file(STRINGS "${TABLE}" rows REGEX "^[0-9]")
foreach(row IN LISTS rows)
  string(REGEX MATCH "^([0-9]) (ucs/[a-z0-9_/]+\\.h)$" matched "${row}")
  if(NOT matched)
    message(FATAL_ERROR "layers.txt: not a line of the form '<digit> ucs/<header>.h': ${row}")
  endif()
  set("layer_${CMAKE_MATCH_2}" ${CMAKE_MATCH_1})
  if(NOT EXISTS "${ROOT}/include/${CMAKE_MATCH_2}")
    refuse("include/${CMAKE_MATCH_2}" "is listed in tests/checks/layers.txt but does not exist")
  endif()
endforeach()

# check_ucs_include(<file> <layer> <header>): a public header, seen from a file of the given layer.
macro(check_ucs_include file layer header)
  if(NOT DEFINED "layer_${header}")
    refuse(${file} "includes ${header}, which tests/checks/layers.txt does not list")
  elseif("${layer_${header}}" GREATER "${layer}")
    refuse(${file} "layer ${layer} includes ${header} of layer ${layer_${header}}: arrows go down only")
  endif()
endmacro()

# check(<file> <layer> <regex>): every include is std, a public header of at most that layer, or matches the regex.
macro(check file layer also)
  includes(found "${file}")
  foreach(item IN LISTS found)
    string(REGEX REPLACE "^[<\"](.*)[>\"]$" "\\1" name "${item}")
    if(name MATCHES "^ucs/")
      check_ucs_include(${file} ${layer} "${name}")
    elseif(item MATCHES "^<" AND name IN_LIST std_headers)
    elseif(NOT "${also}" STREQUAL "" AND item MATCHES "${also}")
    else()
      refuse(${file} "may not include ${item}")
    endif()
  endforeach()
endmacro()

# The matchers are for those who have the framework.
set(frameworks_of_ucs/testing/catch2.h "^<catch2/")
set(frameworks_of_ucs/testing/googletest.h "^<(gmock|gtest)/")

files(headers include)
foreach(file IN LISTS headers)
  string(REGEX REPLACE "^include/" "" header "${file}")
  if(DEFINED "layer_${header}")
    check("${file}" "${layer_${header}}" "${frameworks_of_${header}}")
  else()
    refuse("${file}" "has no layer: list it in tests/checks/layers.txt")
  endif()
endforeach()

files(json_files lib/json)
foreach(file IN LISTS json_files)
  check("${file}" 4 "^(\"lib/json/|<rapidjson/|<emmintrin\\.h>)")
endforeach()

files(log_files lib/log)
foreach(file IN LISTS log_files)
  check("${file}" 4 "^\"lib/log/")
endforeach()

files(http_files lib/http)
foreach(file IN LISTS http_files)
  check("${file}" 5 "^\"lib/(http|json)/")
endforeach()

files(access_files lib/access)
foreach(file IN LISTS access_files)
  check("${file}" 5 "^(\"lib/(access|http)/|<sodium\\.h>|<(sys/|netinet/|arpa/)?[a-z]+\\.h>)")
endforeach()

files(export_files lib/export)
foreach(file IN LISTS export_files)
  includes(found "${file}")
  if(NOT file STREQUAL "lib/export/packing.cc" AND found MATCHES "<archive")
    refuse("${file}" "includes libarchive: only lib/export/packing.cc may")
  endif()
  check("${file}" 5 "^(\"lib/export/|<archive(_entry)?\\.h>|<(fcntl|stdio|unistd|sys/stat)\\.h>)")
endforeach()

files(forms_files lib/forms)
foreach(file IN LISTS forms_files)
  check("${file}" 9 "^\"lib/forms/")
endforeach()

files(store_files lib/store)
foreach(file IN LISTS store_files)
  includes(found "${file}")
  if(NOT file STREQUAL "lib/store/sqlite/connection.cc" AND found MATCHES "<sqlite")
    refuse("${file}" "includes SQLite: only lib/store/sqlite/connection.cc may")
  endif()
  if(NOT file STREQUAL "lib/store/postgres/connection.cc" AND found MATCHES "<libpq")
    refuse("${file}" "includes libpq: only lib/store/postgres/connection.cc may")
  endif()
  check("${file}" 4 "^(\"lib/store/|<sqlite3\\.h>|<libpq-fe\\.h>|<(fcntl|poll|unistd|sys/file|sys/stat)\\.h>)")
endforeach()

files(testing_files lib/testing)
foreach(file IN LISTS testing_files)
  check("${file}" 9 "^\"lib/(forms|testing)/")
endforeach()

files(server_files lib/server)
foreach(file IN LISTS server_files)
  includes(found "${file}")
  if(NOT file STREQUAL "lib/server/server.cc" AND found MATCHES "httplib\\.h")
    refuse("${file}" "includes httplib.h: only lib/server/server.cc may")
  endif()
  check("${file}" 5 "^(\"lib/server/|<(sys/|netinet/|arpa/)?[a-z]+\\.h>)")
endforeach()

files(testing_server_files lib/testing_server)
foreach(file IN LISTS testing_server_files)
  check("${file}" 9 "^\"lib/server/")
endforeach()

files(toml_files lib/toml)
foreach(file IN LISTS toml_files)
  if(file STREQUAL "lib/toml/toml_tree.cc")
    check("${file}" 1 "^(\"lib/toml/|<toml[+][+]/(toml|impl/[a-z_]+)[.]h>)")
  else()
    check("${file}" 9 "^\"lib/(toml|testing)/")
  endif()
endforeach()

files(control_files lib/control)
foreach(file IN LISTS control_files)
  check("${file}" 9 "^\"lib/(control|access|forms|http|json|server)/")
endforeach()

files(shim_files shim)
set(shim_also "^(\"(shim|lib/access|lib/control|lib/export|lib/forms|lib/server|lib/toml)/|<CLI/|<fmt/|<(sys/|netinet/|arpa/)?[a-z]+\\.h>)")
foreach(file IN LISTS shim_files)
  includes(found "${file}")
  if(found MATCHES "httplib\\.h")
    refuse("${file}" "includes httplib.h: only lib/server/server.cc may")
  endif()
  check("${file}" 9 "${shim_also}")
endforeach()

if(errors)
  message(FATAL_ERROR "${errors} broken include rules")
endif()
list(LENGTH headers header_count)
message(STATUS "include layers hold: ${header_count} public headers")
