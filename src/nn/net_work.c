#include "nn/net.h"

double layer_backward_work(const struct net *net, const struct layer *layer, unsigned wanted)
{
    bool parameters = (wanted & NET_PARAMETERS) && layer->parameter_count > 0;
    double times = parameters;
    for (int input = 0; input < layer->input_count; input++) {
        times += (net->values[layer->inputs[input]].depends & wanted) != 0;
    }
    return layer->multiply_adds * times;
}

double net_forward_work(const struct net *net)
{
    double work = 0;
    for (int i = 0; i < net->layer_count; i++) {
        work += net->layers[i]->multiply_adds;
    }
    return work;
}

double net_backward_work(const struct net *net, unsigned wanted)
{
    double work = 0;
    for (int i = 0; i < net->layer_count; i++) {
        work += layer_backward_work(net, net->layers[i], wanted);
    }
    return work;
}
