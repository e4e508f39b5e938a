#include "base/parallel.h"
#include "nn/profile.h"
#include "nn/sweep.h"

/* Weights are read and written in different orders. */
enum { OPERATIONS_A_NUMBER = 16 };

/* Backward reads them for dx. */
static int piece_count(const struct sweep_run *run, const struct layer *layer)
{
    bool wanted =
        run->sweep == SWEEP_FORWARD || (sweep_wants_layer(run, layer) && sweep_wants_gradient(run, layer->inputs[0]));
    return wanted ? layer->arrange_pieces : 0;
}

/* Piece `piece` of all layers' pieces, counted through. */
static void arrange_piece(void *context, int piece, int worker)
{
    const struct sweep_run *run = context;
    const struct net *net = run->pass->net;
    int index = 0;
    for (; piece >= piece_count(run, net->layers[index]); index++) {
        piece -= piece_count(run, net->layers[index]);
    }
    const struct layer *layer = net->layers[index];
    struct layer_work work = pass_work(run->pass, layer, 0, run->pass->count, 0, worker);
    double start = profile_start(run->pass);
    layer->type->arrange(layer, &work, run->sweep == SWEEP_FORWARD ? FORWARD : BACKWARD, piece);
    profile_stop(run->pass, layer, run->sweep, worker, start);
}

void sweep_arrange(const struct sweep_run *run)
{
    int pieces = 0;
    double operations = 0;
    for (int i = 0; i < run->pass->net->layer_count; i++) {
        const struct layer *layer = run->pass->net->layers[i];
        int count = piece_count(run, layer);
        pieces += count;
        operations += count ? OPERATIONS_A_NUMBER * (double)layer->arranged : 0;
    }
    parallel_for(run->pass->options.threads, pieces, operations, arrange_piece, (void *)run);
}
