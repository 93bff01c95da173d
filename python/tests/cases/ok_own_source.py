# benign
import doctest, warnings, unittest
def twice(n):
    """
    >>> twice(2)
    4
    """
    return 2 * n
print(doctest.testmod())
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    warnings.warn("told")
print(len(seen), warnings.formatwarning("m", UserWarning, __file__, 2).splitlines()[1].strip())
