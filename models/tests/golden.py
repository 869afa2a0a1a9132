"""Prints the golden values of the unit tests: pip install statsmodels==0.14.* scipy numpy; python golden.py"""

import numpy as np
import scipy.optimize
import statsmodels.api as sm
from scipy.stats import nbinom, poisson

print("distribution_scores: CRPS, chance of fewer, chance of exactly so many")
k = np.arange(200_000)
for mean, variance, count in [(0.02, 0.02, 0), (2.5, 2.5, 4), (0.3, 0.45, 1), (3.0, 7.5, 0), (900.0, 900.0, 950),
                              (1.5, 31.5, 40), (0.1, 0.1, 3)]:
    if variance == mean:
        law = poisson(mean)
    else:
        size = mean * mean / (variance - mean)
        law = nbinom(size, size / (size + mean))
    print(mean, variance, count, ((law.cdf(k) - (count <= k)) ** 2).sum(), law.cdf(count - 1), law.pmf(count))

print("comparison: mean, standard error, statistic, p-value; interval of the block bootstrap")
n = np.arange(26)
d = np.sin(n * 0.7) + 0.03 * n - 0.2 * (n % 3)
fit = sm.OLS(d, np.ones(26)).fit(cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": False}, use_t=True)
print(fit.params[0], fit.bse[0], fit.tvalues[0], fit.pvalues[0])
starts = np.random.default_rng(1).integers(0, 24, size=(400_000, 9))
blocks = (starts[:, :, None] + np.arange(3)).reshape(len(starts), 27)[:, :26]
print(np.quantile(d[blocks].mean(1), [0.025, 0.975]))

print("poisson_glm: offset; weights; without weights; ridge; overdispersion")
row = np.arange(400)
x = np.stack([((row * (17 + 6 * c) + 5 * c) % 101) / 50 - 1 for c in range(3)], 1)
exposure = 0.25 * (1 + row % 8)
count = ((row * row * 7 + row * 3) % 11 * (1 + row % 8) // 12).astype(float)
a = sm.add_constant(x)
family = sm.families.Poisson()
offset = sm.GLM(count, a, family, offset=np.log(exposure)).fit(tol=1e-14)
print(offset.params)
print(sm.GLM(count / exposure, a, family, freq_weights=exposure).fit(tol=1e-14).params)
print(sm.GLM(count / exposure, a, family).fit(tol=1e-14).params)
penalty = np.array([0, 25, 25, 25.0])


def loss(b):
    return -(count * (a @ b) - exposure * np.exp(a @ b)).sum() + 0.5 * (penalty * b * b).sum()


def slope(b):
    return -(a.T @ (count - exposure * np.exp(a @ b))) + penalty * b


b = scipy.optimize.minimize(loss, np.zeros(4), jac=slope, method="BFGS").x
for _ in range(20):
    b = b - np.linalg.solve((a.T * (exposure * np.exp(a @ b))) @ a + np.diag(penalty), slope(b))
print(b)
m = offset.fittedvalues
print(sm.OLS(((count - m) ** 2 - count) / m, m).fit().params[0])

print("negative_binomial_glm: coefficients, overdispersion, log-likelihood")
nb = sm.NegativeBinomial(count, a, loglike_method="nb2", offset=np.log(exposure))
start = nb.fit(method="bfgs", maxiter=2000, gtol=1e-10, disp=0)
best = nb.fit(method="newton", start_params=start.params, maxiter=100, tol=1e-14, disp=0)
print(best.params, best.llf)
