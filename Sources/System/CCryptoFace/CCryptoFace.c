#include "CCryptoFace.h"

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <string.h>

int cf_random(uint8_t *out, size_t len) { return RAND_bytes(out, (int)len) == 1; }

int cf_seal(const uint8_t key[32], const uint8_t *aad, size_t aad_len, const uint8_t *in, size_t len, uint8_t *out) {
    int n = 0, ok = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    if (ctx && RAND_bytes(out, 12) == 1 && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, out) == 1 &&
        (aad_len == 0 || EVP_EncryptUpdate(ctx, NULL, &n, aad, (int)aad_len) == 1) &&
        EVP_EncryptUpdate(ctx, out + 12, &n, in, (int)len) == 1 && EVP_EncryptFinal_ex(ctx, out + 12 + n, &n) == 1)
        ok = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, out + 12 + len) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return ok;
}

int cf_open(const uint8_t key[32], const uint8_t *aad, size_t aad_len, const uint8_t *in, size_t len, uint8_t *out) {
    int n = 0, ok = 0;
    if (len < 28) return 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    if (ctx && EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, in) == 1 &&
        (aad_len == 0 || EVP_DecryptUpdate(ctx, NULL, &n, aad, (int)aad_len) == 1) &&
        EVP_DecryptUpdate(ctx, out, &n, in + 12, (int)(len - 28)) == 1 &&
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, 16, (void *)(in + len - 16)) == 1)
        ok = EVP_DecryptFinal_ex(ctx, out + n, &n) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return ok;
}

int cf_sha256(const uint8_t *in, size_t len, uint8_t out[32]) { return SHA256(in, len, out) != NULL; }

int cf_hmac_sha256(const uint8_t *key, size_t key_len, const uint8_t *in, size_t len, uint8_t out[32]) {
    unsigned n = 32;
    return HMAC(EVP_sha256(), key, (int)key_len, in, len, out, &n) != NULL;
}

int cf_hkdf_sha256(const uint8_t *key, size_t key_len, const uint8_t *info, size_t info_len, uint8_t *out, size_t out_len) {
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    int ok = ctx && EVP_PKEY_derive_init(ctx) == 1 && EVP_PKEY_CTX_set_hkdf_md(ctx, EVP_sha256()) == 1 &&
             EVP_PKEY_CTX_set1_hkdf_salt(ctx, (const unsigned char *)"", 0) == 1 &&
             EVP_PKEY_CTX_set1_hkdf_key(ctx, key, (int)key_len) == 1 &&
             EVP_PKEY_CTX_add1_hkdf_info(ctx, info, (int)info_len) == 1 && EVP_PKEY_derive(ctx, out, &out_len) == 1;
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

int cf_equal(const uint8_t *a, const uint8_t *b, size_t len) { return CRYPTO_memcmp(a, b, len) == 0; }

int cf_bcrypt(const char *phrase, const char *setting, char *out, size_t out_len) {
    struct crypt_data data;
    memset(&data, 0, sizeof data);
    const char *hash = crypt_r(phrase, setting, &data);
    if (!hash || hash[0] == '*' || strlen(hash) >= out_len) return 0;
    memcpy(out, hash, strlen(hash) + 1);
    OPENSSL_cleanse(&data, sizeof data);
    return 1;
}

int cf_bcrypt_setting(unsigned cost, const uint8_t random[16], char *out, size_t out_len) {
    return crypt_gensalt_rn("$2b$", cost, (const char *)random, 16, out, (int)out_len) != NULL;
}
