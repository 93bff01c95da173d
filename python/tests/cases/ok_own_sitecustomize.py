# benign
# path: site
import sys
print(sys.modules["sitecustomize"].MARK, sys.marked_by_the_users_own_sitecustomize)
