#ifndef MAILFLOW_CCRYPTOFACE_H
#define MAILFLOW_CCRYPTOFACE_H

#include <stddef.h>
#include <stdint.h>

/* Faces of OpenSSL's libcrypto and libxcrypt. Each returns 1 when it worked, 0 when it did not. */

/* Fills with bytes nobody can guess. */
int cf_random(uint8_t *out, size_t len);

/* AES-256-GCM. The sealed form is nonce (12) | ciphertext (len) | tag (16). */
int cf_seal(const uint8_t key[32], const uint8_t *aad, size_t aad_len, const uint8_t *in, size_t len, uint8_t *out);
/* out has len - 28 bytes; 0 when the tag does not fit. */
int cf_open(const uint8_t key[32], const uint8_t *aad, size_t aad_len, const uint8_t *in, size_t len, uint8_t *out);

int cf_sha256(const uint8_t *in, size_t len, uint8_t out[32]);
int cf_hmac_sha256(const uint8_t *key, size_t key_len, const uint8_t *in, size_t len, uint8_t out[32]);
/* HKDF-SHA256 (RFC 5869) without salt. */
int cf_hkdf_sha256(const uint8_t *key, size_t key_len, const uint8_t *info, size_t info_len, uint8_t *out, size_t out_len);
/* 1 when both are the same, in a time that does not depend on where they differ. */
int cf_equal(const uint8_t *a, const uint8_t *b, size_t len);

/* bcrypt through libxcrypt: `setting` is a hash or a setting made by cf_bcrypt_setting. out has 128 bytes. */
int cf_bcrypt(const char *phrase, const char *setting, char *out, size_t out_len);
int cf_bcrypt_setting(unsigned cost, const uint8_t random[16], char *out, size_t out_len);

#endif
