#include "nn/net.h"

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
        const struct layer *layer = net->layers[i];
        bool passes_on = input || layer->inputs[0] > net->first_trained;
        work += layer->multiply_adds * ((parameters ? 1 : 0) + (passes_on ? 1 : 0));
    }
    return work;
}
