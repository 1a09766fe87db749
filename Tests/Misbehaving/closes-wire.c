/* Closes what it did not open. */
#include "deed.h"
static void deed(mf_token token) { answer(token); close(3); }
