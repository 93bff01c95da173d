# benign
# needs: numpy
import io, pickle
import numpy
table = {"names": numpy.array(["a", "b"]), "when": numpy.array(["2024-01-01"], dtype="datetime64[D]"), "n": numpy.int32(4)}
for protocol in (2, 4, 5):
    again = pickle.load(io.BytesIO(pickle.dumps(table, protocol)))
    print(again["names"].tolist(), again["when"].tolist(), again["n"] == 4)
