#include "base/parallel.h"
#include "nn/profile.h"
#include "nn/segment.h"

/* Weights are read and written in different orders. */
enum { OPERATIONS_A_NUMBER = 16 };

struct arranging {
    const struct pass *pass;
    enum direction direction;
    bool input;
};

static int piece_count(const struct arranging *self, const struct layer *layer)
{
    bool wanted = self->direction == FORWARD || pass_wants_gradient(self->pass, layer->inputs[0], self->input);
    return wanted ? layer->arrange_pieces : 0;
}

/* Piece `piece` of all layers' pieces, counted through. */
static void arrange_piece(void *context, int piece, int worker)
{
    const struct arranging *self = context;
    const struct net *net = self->pass->net;
    int index = 0;
    for (; piece >= piece_count(self, net->layers[index]); index++) {
        piece -= piece_count(self, net->layers[index]);
    }
    const struct layer *layer = net->layers[index];
    struct layer_work work = pass_work(self->pass, layer, 0, self->pass->count, 0, worker);
    double start = profile_start(self->pass);
    layer->type->arrange(layer, &work, self->direction, piece);
    profile_stop(self->pass, layer, self->direction, worker, start);
}

void pass_arrange(const struct pass *pass, enum direction direction, bool input)
{
    struct arranging self = {pass, direction, input};
    int pieces = 0;
    double operations = 0;
    for (int i = 0; i < pass->net->layer_count; i++) {
        const struct layer *layer = pass->net->layers[i];
        int count = piece_count(&self, layer);
        pieces += count;
        operations += count ? OPERATIONS_A_NUMBER * (double)layer->arranged : 0;
    }
    parallel_for(pass->threads, pieces, operations, arrange_piece, &self);
}
