#ifndef MAILFLOW_CSearch_H
#define MAILFLOW_CSearch_H

#include <stddef.h>
#include <stdint.h>

/// What a scalar is to the search index.
enum { MF_FOLD_SEPARATOR = 0, MF_FOLD_WORD = 1, MF_FOLD_DROPPED = 2, MF_FOLD_PAIRED = 3 };

/// Turns text (UTF-8, broken sequences separate words) into search terms: folded words and pairs of characters of scripts without
/// spaces, each followed by one space. Writes at most `capacity` bytes and whole terms only; returns how many bytes were written.
/// `terms` counts down the terms that may still be written.
size_t mf_search_terms(const uint8_t *text, size_t length, uint8_t *out, size_t capacity, size_t *terms);

#endif
