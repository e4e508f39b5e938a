/* Read before each source by `make lint`, and by nothing else. It tells clang's analyzer, which sees one file at a time,
 * that fg_fail returns false: otherwise it follows paths on which a failure went unnoticed. */
#include "forger/error.h"

#define fg_fail(...) (fg_fail(__VA_ARGS__), false)
