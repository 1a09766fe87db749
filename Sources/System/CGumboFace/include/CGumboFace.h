#ifndef MAILFLOW_CGumboFace_H
#define MAILFLOW_CGumboFace_H

#include <gumbo.h>
#include <stddef.h>
#include <stdint.h>

/// A parsed document in memory of its own.
typedef struct mf_html mf_html;

/// Parses HTML with Gumbo; `bytes` must outlive the document. NULL when it takes more memory or time than allowed: the input is hostile.
mf_html *mf_html_parse(const uint8_t *bytes, size_t length, size_t max_memory, unsigned max_milliseconds);
const GumboNode *mf_html_root(const mf_html *html);
void mf_html_free(mf_html *html);

#endif
