package netio

// This file reads private keys, encrypted ones too: as PKCS #8 has them (PBES2 with PBKDF2 and AES), and as OpenSSL wrote
// them before.

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"hash"

	"moonloop/loop"
)

// KeyPair makes a certificate of the PEM text of it and of its key, which may be one text; the password is for a key that
// is encrypted.
func KeyPair(cert, key []byte, password string) (tls.Certificate, error) {
	var plain bytes.Buffer
	for rest := key; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		clear, err := decrypted(block, password)
		if err != nil {
			return tls.Certificate{}, err
		}
		_ = pem.Encode(&plain, clear)
	}
	return tls.X509KeyPair(cert, plain.Bytes())
}

// errPassword is for a password that does not open a key: then what comes out is no key.
var errPassword = &loop.Error{Class: SSLError, Msg: "[SSL] the private key cannot be decrypted: is the password right?"}

// decrypted is a block of PEM without encryption.
func decrypted(block *pem.Block, password string) (*pem.Block, error) {
	legacy := block.Headers["DEK-Info"] != ""
	if block.Type != "ENCRYPTED PRIVATE KEY" && !legacy {
		return block, nil
	}
	if password == "" {
		return nil, &loop.Error{Class: SSLError, Msg: "[SSL] the private key is encrypted: option password expected"}
	}
	if legacy {
		//lint:ignore SA1019 there are such files
		der, err := x509.DecryptPEMBlock(block, []byte(password))
		if err != nil {
			return nil, errPassword
		}
		return &pem.Block{Type: block.Type, Bytes: der}, nil
	}
	der, err := openPKCS8(block.Bytes, password)
	if err != nil {
		return nil, err
	}
	return &pem.Block{Type: "PRIVATE KEY", Bytes: der}, nil
}

// The structures of PKCS #8 and PKCS #5 that an encrypted key is made of.
type (
	encryptedKey struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	pbes2Parameters  struct{ Derivation, Scheme pkix.AlgorithmIdentifier }
	pbkdf2Parameters struct {
		Salt       []byte
		Iterations int
		KeyLength  int                      `asn1:"optional"`
		PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
	}
)

var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
)

// hashes are those of PBKDF2, by the identifier of their HMAC; "" is where none is named.
var hashes = map[string]func() hash.Hash{
	"": sha1.New, "1.2.840.113549.2.7": sha1.New, "1.2.840.113549.2.9": sha256.New, "1.2.840.113549.2.10": sha512.New384,
	"1.2.840.113549.2.11": sha512.New,
}

// ciphers are those of PBES2, by their identifier: the length of the key, and what makes the cipher.
var ciphers = map[string]struct {
	size int
	make func(key []byte) (cipher.Block, error)
}{
	"2.16.840.1.101.3.4.1.2": {16, aes.NewCipher}, "2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
	"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher}, "1.2.840.113549.3.7": {24, des.NewTripleDESCipher},
}

// maxIterations bounds the time that a file can make a derivation take.
const maxIterations = 10_000_000

func openPKCS8(der []byte, password string) ([]byte, error) {
	var outer encryptedKey
	var p pbes2Parameters
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		return nil, errPassword
	}
	if !outer.Algorithm.Algorithm.Equal(oidPBES2) {
		return nil, unsupportedKey(outer.Algorithm.Algorithm)
	}
	if _, err := asn1.Unmarshal(outer.Algorithm.Parameters.FullBytes, &p); err != nil {
		return nil, errPassword
	}
	c, ok := ciphers[p.Scheme.Algorithm.String()]
	if !ok {
		return nil, unsupportedKey(p.Scheme.Algorithm)
	}
	key, err := deriveKey(p.Derivation, password, c.size)
	if err != nil {
		return nil, err
	}
	var iv []byte
	if _, err := asn1.Unmarshal(p.Scheme.Parameters.FullBytes, &iv); err != nil {
		return nil, errPassword
	}
	block, err := c.make(key)
	if err != nil || len(iv) != block.BlockSize() || len(outer.Data) == 0 || len(outer.Data)%block.BlockSize() != 0 {
		return nil, errPassword
	}
	plain := make([]byte, len(outer.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, outer.Data)
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > block.BlockSize() || !bytes.Equal(plain[len(plain)-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, errPassword
	}
	plain = plain[:len(plain)-pad]
	if _, err := x509.ParsePKCS8PrivateKey(plain); err != nil {
		return nil, errPassword
	}
	return plain, nil
}

func deriveKey(a pkix.AlgorithmIdentifier, password string, size int) ([]byte, error) {
	if !a.Algorithm.Equal(oidPBKDF2) {
		return nil, unsupportedKey(a.Algorithm)
	}
	var p pbkdf2Parameters
	if _, err := asn1.Unmarshal(a.Parameters.FullBytes, &p); err != nil || p.Iterations < 1 || p.Iterations > maxIterations {
		return nil, errPassword
	}
	h, ok := hashes[p.PRF.Algorithm.String()]
	if !ok {
		return nil, unsupportedKey(p.PRF.Algorithm)
	}
	return pbkdf2.Key(h, password, p.Salt, p.Iterations, size)
}

func unsupportedKey(id asn1.ObjectIdentifier) error {
	return &loop.Error{Class: SSLError, Msg: fmt.Sprintf("[SSL: UNSUPPORTED_ENCRYPTION] the private key is encrypted in an unknown way (%v)", id)}
}
