const LANCZOS = [
  76.18009172947146, -86.5053203294168, 24.01409824083091, -1.231739572450155,
  0.1208650973866179e-2, -0.5395239384953e-5,
] as const;

/** Natural logarithm of the gamma function for x > 0 (Lanczos 1964, five terms: about ten digits). */
function lnGamma(x: number): number {
  const t = x + 5.5 - (x + 0.5) * Math.log(x + 5.5);
  const series = LANCZOS.reduce((sum, c, at) => sum + c / (x + 1 + at), 1.000000000190015);
  return -t + Math.log((Math.sqrt(2 * Math.PI) * series) / x);
}

const STEPS = 300;
const ENOUGH = 1e-12;
const TINY = 1e-300;

/** Continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < ENOUGH) break;
  }
  return value;
}

const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** Natural logarithm of the regularized incomplete beta function I_x(a, b); never -Infinity for 0 < x. */
function lnBeta(x: number, a: number, b: number): number {
  if (x >= 1) return 0;
  const front = lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  if (x < (a + 1) / (a + b + 2)) return front + Math.log(betaFraction(x, a, b) / a);
  return Math.log1p(-Math.min(1 - 1e-16, (Math.exp(front) * betaFraction(1 - x, b, a)) / b));
}

/**
 * Natural logarithm of the probability that of `trials` at least `successes` fall into a share of the whole, each by
 * chance: the exact binomial tail (Clopper and Pearson 1934), which also holds between whole numbers.
 */
export function lnBinomialTail(successes: number, trials: number, share: number): number {
  if (successes <= 0 || share >= 1) return 0;
  if (share <= 0) return -700;
  return Math.max(-700, lnBeta(share, successes, Math.max(1e-9, trials - successes) + 1));
}

/** Natural logarithm of the probability that Student's t with `degrees` of freedom exceeds `t` > 0. */
export function lnStudentTail(t: number, degrees: number): number {
  return lnBeta(degrees / (degrees + t * t), degrees / 2, 0.5) - Math.LN2;
}

/**
 * The same tail probability as if the spread it was judged by had been estimated from `degrees` independent
 * pieces: a z of the normal distribution is read as a t.
 */
export function lnWithDegrees(lnP: number, degrees: number): number {
  if (lnP > Math.log(0.4)) return lnP;
  return lnStudentTail(zOf(lnP), Math.max(3, degrees));
}

/** z of the normal distribution whose upper tail has this logarithm, by Newton's method on Mills' ratio. */
function zOf(lnP: number): number {
  let z = Math.sqrt(Math.max(0.1, -2 * lnP - Math.log(2 * Math.PI)));
  for (let step = 0; step < 8; step++) {
    const error = lnNormalTail(z) - lnP;
    z = Math.max(0.05, z + error / (z + 1 / (z + 1)));
  }
  return z;
}

/** Natural logarithm of the upper tail of the normal distribution, z > 0 (Cody's bound by continued fraction). */
function lnNormalTail(z: number): number {
  let fraction = z;
  for (let k = 40; k >= 1; k--) fraction = z + k / fraction;
  return (-z * z) / 2 - 0.5 * Math.log(2 * Math.PI) - Math.log(fraction);
}
