//go:build tools

// Package kwok pins kwok in a module of its own, because it wants other dependency versions than Kubernetes.
package kwok

import _ "sigs.k8s.io/kwok/cmd/kwok"
