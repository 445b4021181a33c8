#include "runtime/backends/backend.h"

/* Writes nothing: for timing and for trying out everything before the backends. */
static void render(const struct document *document, struct outputs *outputs)
{
    (void)document, (void)outputs;
}

const struct backend backend_null = {"null", "不输出文件", "no files", render};
