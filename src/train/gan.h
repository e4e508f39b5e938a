#ifndef TRAIN_GAN_H
#define TRAIN_GAN_H

#include "gan/condition.h"
#include "gan/latent.h"
#include "gan/objective.h"
#include "metrics/metric.h"
#include "train/task.h"

/* Training of a generator and a discriminator against each other. A step: discriminator_steps updates of the
 * discriminator on real and generated images, then one of the generator, on the last of the generated images. */

/* What an experiment says of it. */
struct gan_options {
    struct task_options common;
    struct latent_options latent;
    int condition; /* row of condition_table */
    const struct yaml_node *generator, *discriminator;
    struct objective_options objective;
    struct field_list metrics; /* rows of metric_table */
};

extern const struct field gan_fields[];

const struct gan_options *gan_options(const struct experiment *experiment);

/* As task_type.check and advise. */
bool gan_check(const struct experiment *experiment, struct fg_error *error);
void gan_advise(const struct warning *warning);

/* A batch of one kind of images in the discriminator's update. */
struct judged {
    float *images, *logits, *dlogits;
    float *classes; /* with a condition: as numbers */
};

struct gan {
    struct task task;
    struct judged real, fake;     /* in passes of their own, or, with joint batches, in one, the fake behind the real */
    int joint_passes;             /* that these take: 1 with joint batches, else 2 */
    struct evaluation evaluation; /* of the generator */
    struct metric_images images;  /* that its metrics see */
    float *drawn, *taken;         /* the same: for them, and for a picture, is drawn; from the data is taken */
    uint8_t *asked;               /* with a condition, the classes of a picture's images */
    float *scratch;               /* (batch) */
    uint8_t *labels;              /* (batch): with a condition, of the real images, then of the fake */
    bool warned_collapse, warned_discriminator;
};

/* The learners; and the discriminator's passes: of its own update, where joint batches leave the second out, and of the
 * generator's. */
enum { GENERATOR, DISCRIMINATOR };
enum { REAL_PASS, FAKE_PASS };

/* The nets' inputs. */
enum { MAIN_INPUT, LABEL_INPUT };

/* Tell passes apart where random numbers are drawn, and nets, by their places. The pass of generated images is one in
 * the discriminator's update, and another in the generator's. */
enum { GENERATOR_STREAM = GENERATOR, REAL_STREAM = DISCRIMINATOR + 1, FAKE_STREAM, DECEIT_STREAM };

/* Places in the task's means. */
enum { DISCRIMINATOR_LOSS, GENERATOR_LOSS, REAL_SCORE, FAKE_SCORE };

/* As task_type.generate, sample, evaluate and measure: by the generator as it is shown, without dropout and with
 * running statistics. */
void gan_generate(struct pass *pass, const struct experiment *experiment, const struct fg_generation *what,
                  float *images);
bool gan_sample(struct task *task, const struct run_folder *folder, int64_t number, struct fg_error *error);
int gan_evaluate(struct task *task, struct metric metrics[static TASK_METRICS_MAX]);
bool gan_measure(struct pass *pass, const struct experiment *experiment, uint64_t seed, int each,
                 struct metric metrics[static TASK_METRICS_MAX], int *count, struct fg_error *error);

/* Take memory for what is drawn and measured between steps. */
void gan_reserve_drawing(struct gan *self, struct arena *arena);

/* Images a batch; numbers an image; classes that the nets are told, 0: none. */
int gan_batch(const struct gan *self);
size_t gan_image_size(const struct gan *self);
int gan_classes(const struct gan *self);

/* One step, as task_type.step. */
bool gan_step(struct task *task, int64_t number);

#endif
