// SPDX-License-Identifier: MIT
// main() of every Catch2 executable, compiled once, with the flags of the build (so instrumented
// under a sanitizer).
#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>

int main(int argc, char* argv[]) { return Catch::Session().run(argc, argv); }
#else
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
