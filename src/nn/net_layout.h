#ifndef NN_NET_LAYOUT_H
#define NN_NET_LAYOUT_H

#include "nn/net.h"

/* The last step of net_build: give each tensor its place in the net's blocks, and each value its array (a view's is its
 * input's). Fails where a layer's output is read by nobody. */
bool net_lay_out(struct net *net, struct fg_error *error);

#endif
