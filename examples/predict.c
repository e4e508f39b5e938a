/* predict RUN PICTURE: what a trained classifier reads in a picture of its size. C and C++. */
#include <forger/image.h>
#include <forger/model.h>
#include <stdio.h>

int main(int count, char **words)
{
    struct fg_error error = {FG_USAGE, "usage: predict RUN PICTURE"};
    struct fg_model *model = count == 3 ? fg_model_load(words[1], 1, &error) : NULL;
    struct fg_image image;
    float p[256];
    if (!model ||
        !fg_image_read(&image, words[2], fg_model_info(model).height, fg_model_info(model).width,
                       fg_model_info(model).channels, &error) ||
        !fg_model_classify(model, image.pixels, 1, p, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return error.code;
    }
    for (int i = 0; i < fg_model_info(model).classes; i++) {
        printf("%d: %.4f\n", i, (double)p[i]);
    }
    fg_image_free(&image);
    fg_model_free(model);
    return 0;
}
