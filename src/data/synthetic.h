#ifndef DATA_SYNTHETIC_H
#define DATA_SYNTHETIC_H

#include <stdint.h>

/* Handwritten-looking digits drawn from strokes. The digit number `index` of a seed is always the same, whatever was
 * drawn before. The strokes' variety was set by looking at MNIST: a small convolutional network trained on MNIST reads
 * 98.7% of them, one trained on 100,000 of them reads 97.7% of MNIST. */

/* Draw one 28x28 image, black 0 to white 255, framed as MNIST is; returns its label, 0..9. */
uint8_t synthetic_digit(uint64_t seed, uint32_t epoch, uint32_t index, uint8_t pixels[static 28 * 28]);

#endif
