#include "metrics/classification.h"

#include <assert.h>

int classification_best(const float *p, int classes)
{
    int best = 0;
    for (int c = 1; c < classes; c++) {
        best = p[c] > p[best] ? c : best;
    }
    return best;
}

void classification_add(struct classification *result, const float *p, const uint8_t *labels, int count)
{
    int classes = result->classes;
    assert(classes >= 1 && classes <= CLASSES_MAX);
    for (int n = 0; n < count; n++, p += classes) {
        int best = classification_best(p, classes);
        result->count++;
        result->read_as[best]++;
        if ((double)p[best] > CLASSIFICATION_SURE) {
            result->sure++;
            result->sure_of[best]++;
        }
        if (!labels) {
            continue;
        }
        result->right += best == labels[n];
        if (result->confusion) {
            result->confusion[labels[n] * classes + best]++;
        }
    }
}

double classification_accuracy(const struct classification *result)
{
    return result->count ? (double)result->right / (double)result->count : 0;
}

double classification_loss(const struct classification *result)
{
    return result->count ? result->loss / (double)result->count : 0;
}
