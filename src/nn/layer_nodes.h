#ifndef NN_LAYER_NODES_H
#define NN_LAYER_NODES_H

#include "config/yaml.h"
#include "forger/train.h"

/* Add a net's layers to a program's experiment (yaml_document.program), whose root is a mapping, as the list that a
 * file would have there. The net isn't needed afterwards. FG_USAGE where the experiment has this list already, for
 * settings that are no YAML, and for blocks nested too deep. What a layer and its settings are is checked by who reads
 * the list.
 */
bool layer_nodes_add(struct yaml_document *document, const struct fg_net *net, struct fg_error *error);

#endif
