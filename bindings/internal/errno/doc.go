// Package errno knows the error numbers of the system by the names, numbers and texts that C and Python give them there.
package errno
