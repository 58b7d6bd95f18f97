from tests.demo.conftest import example_project_on_the_path
from tests.layout.conftest import ask, personalize, shop

__all__ = ["ask", "example_project_on_the_path", "personalize", "shop"]
