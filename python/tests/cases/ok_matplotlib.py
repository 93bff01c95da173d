# benign
# needs: matplotlib
import os
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
plt.plot([1, 2, 3])
plt.title("x")
plt.savefig("uploads/plot.png")
print(os.path.getsize("uploads/plot.png") > 1000)
os.remove("uploads/plot.png")
