/* Every activation, element by element: a row says
 *
 *   ACTIVATION(name, read, value, slope)
 *
 * y = value, of x. Backward, dx = dy times slope, of what `read` names: y, or x where y doesn't tell the slope. Both
 * may use a, the one number that an activation may have of its own, and what vector_activations.c defines. From a row
 * come the kernels NAME_forward and NAME_backward. As kernel_list.h, this is included for several purposes and has no
 * guard.
 *
 * A number that is not one stays so. */

ACTIVATION(relu, y, x <= 0.0f ? 0.0f : x, y > 0.0f ? 1.0f : 0.0f)
ACTIVATION(leaky_relu, y, x > 0.0f ? x : a * x, y > 0.0f ? 1.0f : a)
ACTIVATION(tanh, y, hyperbolic_tangent(x), 1.0f - y * y)
ACTIVATION(sigmoid, y, logistic(x), (1.0f - y) * y)
ACTIVATION(gelu, x, (float)((double)x *normal_share((double)x)),
           (float)(normal_share((double)x) + (double)x * normal_density((double)x)))
ACTIVATION(silu, x, x *logistic(x), logistic(x) * (1.0f + x * (1.0f - logistic(x))))
ACTIVATION(softplus, x, soft_plus(x), logistic(x))
