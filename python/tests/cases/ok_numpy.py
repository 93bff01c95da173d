# benign
# needs: numpy
import os, pickle
import numpy
values = numpy.arange(6).reshape(2, 3)
numpy.save("uploads/x.npy", values)
print(numpy.load("uploads/x.npy").tolist(), pickle.loads(pickle.dumps(values)).tolist(), pickle.loads(pickle.dumps(numpy.float64(2))) == 2)
os.remove("uploads/x.npy")
