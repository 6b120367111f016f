---@meta

---Digests, keyed ones, comparison in constant time, random bytes: require("moonloop.hash").
---@class hash
local hash = {}

---The name of a digest.
---@alias hash.Name "md5"|"sha1"|"sha256"|"sha512"|"sha3_256"|"blake2b"|"crc32"

---The digest in hexadecimal, or its bytes. MD5 and SHA-1 are broken: they are for what asks for them.
---@param s string
---@param options? {raw?: boolean} raw: the bytes instead of hexadecimal digits; false when absent
---@return string
function hash.md5(s, options) end

---As md5.
---@param s string
---@param options? {raw?: boolean} raw: the bytes instead of hexadecimal digits; false when absent
---@return string
function hash.sha1(s, options) end

---The digest in hexadecimal, or its bytes.
---@param s string
---@param options? {raw?: boolean} raw: the bytes instead of hexadecimal digits; false when absent
---@return string
function hash.sha256(s, options) end

---As sha256.
---@param s string
---@param options? {raw?: boolean} raw: the bytes instead of hexadecimal digits; false when absent
---@return string
function hash.sha512(s, options) end

---As sha256.
---@param s string
---@param options? {raw?: boolean} raw: the bytes instead of hexadecimal digits; false when absent
---@return string
function hash.sha3_256(s, options) end

---BLAKE2b with 64 bytes, as sha256.
---@param s string
---@param options? {raw?: boolean} raw: the bytes instead of hexadecimal digits; false when absent
---@return string
function hash.blake2b(s, options) end

---The checksum of zip and PNG, as sha256: it finds accidents, not attacks.
---@param s string
---@param options? {raw?: boolean} raw: the bytes instead of hexadecimal digits; false when absent
---@return string
function hash.crc32(s, options) end

---A digest of what comes in pieces.
---@param name hash.Name
---@param options? {key?: string} key: makes it an HMAC; none when absent
---@return Hash
function hash.new(name, options) end

---The HMAC (RFC 2104) of a text, in hexadecimal or its bytes.
---@param name hash.Name any but crc32
---@param key string
---@param s string
---@param options? {raw?: boolean} raw: the bytes instead of hexadecimal digits; false when absent
---@return string
function hash.hmac(name, key, s, options) end

---The digest of a file, which is read beside the loop: a coroutine.
---@async
---@param name hash.Name
---@param path string
---@param options? {key?: string, raw?: boolean} key: makes it an HMAC, none when absent; raw: the bytes instead of hexadecimal digits; false when absent
---@return Coroutine
function hash.file(name, path, options) end

---Whether two strings are the same, in a time that tells nothing of where they differ. For signatures and tokens.
---@param a string
---@param b string
---@return boolean
function hash.equal(a, b) end

---Random bytes, fit for keys and tokens; in a World they follow from its Seed.
---@param n integer at most 2^20
---@return string
function hash.random(n) end

---A digest of what comes in pieces.
---@class Hash
local Hash = {}

---Add bytes.
---@param s string the next piece
---@return Hash # itself
function Hash:update(s) end

---The digest of all pieces so far; more may follow.
---@param options? {raw?: boolean} raw: the bytes instead of hexadecimal digits; false when absent
---@return string
function Hash:digest(options) end

return hash
