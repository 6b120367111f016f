// Package frames is the websocket protocol of RFC 6455 as a state machine: bytes in, messages out, and the other way
// round. It knows of no connection, no clock and no scripting language.
//
// A [Decoder] is fed with what has arrived and gives an event at a time: a message, put together of its fragments, or a
// control frame. It keeps no more than the message that is being received, which Options.MaxSize bounds, also when it is
// compressed. What breaks the protocol is an *Error with the code to close with, as early as it can be seen.
//
// Append makes frames. Negotiate and the functions beside it are the handshake. RFC 7692, compression of messages, is
// without context takeover in both directions, so that a connection that is idle keeps no windows.
package frames
