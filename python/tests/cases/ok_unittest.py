# benign
import io, os, tempfile, unittest
class Test(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
    def test_write(self):
        path = os.path.join(self.folder.name, "x")
        with open(path, "w") as file:
            file.write("x")
        self.assertEqual(open(path).read(), "x")
    def test_mock(self):
        from unittest import mock
        with mock.patch("builtins.open", mock.mock_open(read_data="y")):
            self.assertEqual(open("../secret.txt").read(), "y")
result = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(Test))
print(result.testsRun, result.failures, result.errors)
