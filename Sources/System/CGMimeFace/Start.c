#include "Internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static GMimeParserOptions *options;

// What a mail does wrong is said in values, not on the server's error stream.
static void silent(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data) {
    (void)domain, (void)level, (void)message, (void)data;
}

static void start(void) {
    g_mime_init();
    g_log_set_handler("gmime", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_MESSAGE, silent, NULL);
    options = g_mime_parser_options_new();
    g_mime_parser_options_set_address_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_parameter_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_rfc2047_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_allow_addresses_without_domain(options, TRUE);
    const char *charsets[] = { "utf-8", "windows-1252", NULL };
    g_mime_parser_options_set_fallback_charsets(options, charsets);
}

void mf_gmime_start(void) { pthread_once(&once, start); }

GMimeParserOptions *mf_gmime_options(void) {
    mf_gmime_start();
    return options;
}

char *mf_gmime_copy(const uint8_t *bytes, size_t length) {
    char *text = g_malloc(length + 1);
    if (length) memcpy(text, bytes, length);
    text[length] = 0;
    for (char *p = text; (p = memchr(p, 0, (size_t)(text + length - p))); p++) *p = ' ';
    return text;
}

mf_bytes mf_gmime_take(GByteArray *array) {
    mf_bytes out = { .length = array->len };
    out.bytes = g_byte_array_free(array, FALSE);
    return out;
}

void mf_bytes_free(mf_bytes bytes) { g_free(bytes.bytes); }
