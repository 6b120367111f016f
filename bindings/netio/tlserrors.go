package netio

// This file makes SSLErrors of what crypto/tls reports, with the reasons that OpenSSL has for them.

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"reflect"
	"strings"

	"moonloop/loop"
)

// secure tells whether the error is one of TLS, and notes its reason then.
func (d *detail) secure() (class *loop.Class, ok bool) {
	var verify *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var header tls.RecordHeaderError
	text := d.err.Error()
	switch {
	case errors.As(d.err, &verify) || errors.As(d.err, &authority):
		d.reason("CERTIFICATE_VERIFY_FAILED", "certificate verify failed: "+verifyText(d.err))
		d.fields["verify_message"] = verifyText(d.err)
		return SSLCertError, true
	case errors.As(d.err, &header):
		if strings.Contains(text, "HTTP") {
			d.reason("HTTP_REQUEST", "http request")
		} else {
			d.reason("WRONG_VERSION_NUMBER", "wrong version number")
		}
		return SSLError, true
	}
	if n, ok := alertOf(d.err); ok {
		a, known := alerts[n]
		if !known {
			a = alert{"SSLV3_ALERT_UNKNOWN", fmt.Sprintf("alert number %d", n)}
		}
		d.reason(a.reason, a.text)
		return SSLError, true
	}
	if _, rest, ok := strings.Cut(text, "tls: "); ok {
		for _, f := range failures {
			if strings.Contains(rest, f.part) {
				d.reason(f.reason, f.text)
				return SSLError, true
			}
		}
		d.reason("", strings.ReplaceAll(strings.ReplaceAll(rest, "tls: ", ""), "x509: ", ""))
		return SSLError, true
	}
	return nil, false
}

func (d *detail) reason(reason, text string) {
	d.fields["errno"], d.fields["library"], d.fields["strerror"] = 1, "SSL", text
	d.fields["code"] = "SSL"
	if reason != "" {
		d.fields["reason"], d.fields["code"] = reason, reason
	}
}

// secureText is the message: [SSL: REASON] what it means.
func (d *detail) secureText() string {
	if reason, ok := d.fields["reason"].(string); ok {
		return fmt.Sprintf("[SSL: %s] %v", reason, d.fields["strerror"])
	}
	return fmt.Sprintf("[SSL] %v", d.fields["strerror"])
}

// verifyText says as OpenSSL does why a certificate is not taken.
func verifyText(err error) string {
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(err, &name):
		if net.ParseIP(strings.Trim(name.Host, "[]")) != nil {
			return fmt.Sprintf("IP address mismatch, certificate is not valid for '%s'.", name.Host)
		}
		return fmt.Sprintf("Hostname mismatch, certificate is not valid for '%s'.", name.Host)
	case errors.As(err, &authority):
		if c := authority.Cert; c != nil && c.CheckSignatureFrom(c) == nil {
			return "self-signed certificate"
		} else if c != nil && string(c.RawIssuer) == string(c.RawSubject) {
			return "self-signed certificate"
		}
		return "unable to get local issuer certificate"
	case errors.As(err, &invalid):
		switch invalid.Reason {
		case x509.Expired:
			if invalid.Cert != nil && strings.Contains(invalid.Detail, "is before") {
				return "certificate is not yet valid"
			}
			return "certificate has expired"
		case x509.NotAuthorizedToSign:
			return "invalid CA certificate"
		case x509.IncompatibleUsage:
			return "unsuitable certificate purpose"
		}
	}
	text := err.Error()
	text = strings.TrimPrefix(text, "tls: failed to verify certificate: ")
	return strings.TrimPrefix(text, "x509: ")
}

// alertOf is the number of the alert that the other end has sent. crypto/tls has no exported type for it: it is a number of
// eight bits inside of a net.OpError.
func alertOf(err error) (int, bool) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" || op.Err == nil {
		return 0, false
	}
	v := reflect.ValueOf(op.Err)
	if v.Kind() != reflect.Uint8 {
		return 0, false
	}
	return int(v.Uint()), true
}

type alert struct{ reason, text string }

// alerts are what OpenSSL calls them.
var alerts = map[int]alert{
	10:  {"SSLV3_ALERT_UNEXPECTED_MESSAGE", "ssl/tls alert unexpected message"},
	20:  {"SSLV3_ALERT_BAD_RECORD_MAC", "ssl/tls alert bad record mac"},
	22:  {"TLSV1_ALERT_RECORD_OVERFLOW", "tlsv1 alert record overflow"},
	40:  {"SSLV3_ALERT_HANDSHAKE_FAILURE", "ssl/tls alert handshake failure"},
	42:  {"SSLV3_ALERT_BAD_CERTIFICATE", "ssl/tls alert bad certificate"},
	43:  {"SSLV3_ALERT_UNSUPPORTED_CERTIFICATE", "ssl/tls alert unsupported certificate"},
	44:  {"SSLV3_ALERT_CERTIFICATE_REVOKED", "ssl/tls alert certificate revoked"},
	45:  {"SSLV3_ALERT_CERTIFICATE_EXPIRED", "ssl/tls alert certificate expired"},
	46:  {"SSLV3_ALERT_CERTIFICATE_UNKNOWN", "ssl/tls alert certificate unknown"},
	47:  {"SSLV3_ALERT_ILLEGAL_PARAMETER", "ssl/tls alert illegal parameter"},
	48:  {"TLSV1_ALERT_UNKNOWN_CA", "tlsv1 alert unknown ca"},
	49:  {"TLSV1_ALERT_ACCESS_DENIED", "tlsv1 alert access denied"},
	50:  {"TLSV1_ALERT_DECODE_ERROR", "tlsv1 alert decode error"},
	51:  {"TLSV1_ALERT_DECRYPT_ERROR", "tlsv1 alert decrypt error"},
	70:  {"TLSV1_ALERT_PROTOCOL_VERSION", "tlsv1 alert protocol version"},
	71:  {"TLSV1_ALERT_INSUFFICIENT_SECURITY", "tlsv1 alert insufficient security"},
	80:  {"TLSV1_ALERT_INTERNAL_ERROR", "tlsv1 alert internal error"},
	86:  {"TLSV1_ALERT_INAPPROPRIATE_FALLBACK", "tlsv1 alert inappropriate fallback"},
	90:  {"TLSV1_ALERT_USER_CANCELLED", "tlsv1 alert user cancelled"},
	100: {"TLSV1_ALERT_NO_RENEGOTIATION", "tlsv1 alert no renegotiation"},
	109: {"TLSV13_ALERT_MISSING_EXTENSION", "tlsv13 alert missing extension"},
	110: {"TLSV1_UNSUPPORTED_EXTENSION", "tlsv1 unsupported extension"},
	112: {"TLSV1_UNRECOGNIZED_NAME", "tlsv1 unrecognized name"},
	116: {"TLSV13_ALERT_CERTIFICATE_REQUIRED", "tlsv13 alert certificate required"},
	120: {"TLSV1_ALERT_NO_APPLICATION_PROTOCOL", "tlsv1 alert no application protocol"},
}

// failures are what this end finds wrong, by a part of what crypto/tls says.
var failures = []struct{ part, reason, text string }{
	{"unsupported versions", "UNSUPPORTED_PROTOCOL", "unsupported protocol"},
	{"unsupported protocol version", "UNSUPPORTED_PROTOCOL", "unsupported protocol"},
	{"protocol version not supported", "UNSUPPORTED_PROTOCOL", "unsupported protocol"},
	{"no cipher suite supported", "NO_SHARED_CIPHER", "no shared cipher"},
	{"didn't provide a certificate", "PEER_DID_NOT_RETURN_A_CERTIFICATE", "peer did not return a certificate"},
	{"does not match public key", "KEY_VALUES_MISMATCH", "key values mismatch"},
	{"bad record MAC", "DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "decryption failed or bad record mac"},
	{"unsupported application protocols", "NO_APPLICATION_PROTOCOL", "no application protocol"},
}
