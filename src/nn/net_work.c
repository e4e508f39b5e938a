#include "nn/net.h"

double layer_backward_work(const struct net *net, const struct layer *layer, bool parameters, bool input)
{
    bool passes_on = input || layer->inputs[0] > net->first_trained;
    return layer->multiply_adds * ((parameters ? 1 : 0) + (passes_on ? 1 : 0));
}

double net_forward_work(const struct net *net)
{
    double work = 0;
    for (int i = 0; i < net->layer_count; i++) {
        work += net->layers[i]->multiply_adds;
    }
    return work;
}

double net_backward_work(const struct net *net, bool parameters, bool input)
{
    double work = 0;
    for (int i = 0; i < net->layer_count; i++) {
        work += layer_backward_work(net, net->layers[i], parameters, input);
    }
    return work;
}
