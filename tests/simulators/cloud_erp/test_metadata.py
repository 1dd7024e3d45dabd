import re

import pytest
from lxml import etree

from simulators.cloud_erp.schemas.catalogue import EDITIONS, Edition
from tests.simulators.cloud_erp.busy_day import busy_day
from tests.simulators.cloud_erp.erp_world import API, SECRETS, ErpWorld, in_an_erp

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
EDMX = "{http://docs.oasis-open.org/odata/ns/edmx}"
PRIMITIVE = {"String", "Guid", "Decimal", "Int32", "Boolean", "Date", "DateTimeOffset"}
MAY_HOLD = {
    "Edmx": {"Reference", "DataServices"},
    "Reference": {"Include"},
    "DataServices": {"Schema"},
    "Schema": {"EntityType", "ComplexType", "Action", "EntityContainer", "Annotation"},
    "EntityType": {"Key", "Property", "NavigationProperty"},
    "ComplexType": {"Property"},
    "Key": {"PropertyRef"},
    "Property": {"Annotation"},
    "Annotation": {"Collection", "Record"},
    "Collection": {"Record"},
    "Record": {"PropertyValue"},
    "Action": {"Parameter", "ReturnType"},
    "EntityContainer": {"EntitySet", "Annotation"},
    "EntitySet": {"NavigationPropertyBinding"},
}
"""What each element of CSDL may have inside, as far as the document uses them."""
MUST_SAY = {
    "Property": {"Name", "Type"},
    "NavigationProperty": {"Name", "Type"},
    "EntityType": {"Name"},
    "EntitySet": {"Name", "EntityType"},
    "Action": {"Name"},
    "Parameter": {"Name", "Type"},
    "NavigationPropertyBinding": {"Path", "Target"},
    "Annotation": {"Term"},
    "Include": {"Namespace"},
}


def environment(edition: Edition) -> str:
    return API.replace(SECRETS["environment"], edition.wave.environment)


@pytest.fixture(scope="module", params=list(EDITIONS))
def published(request):
    """The metadata of one environment, and a row of each of its entity sets."""
    edition = EDITIONS[request.param]

    async def story(erp: ErpWorld):
        await busy_day(erp, "day")
        root, rows = environment(edition), {}
        for name in edition.sets:
            found = await erp.at("GET", f"{root}/companies({SECRETS['company']})/{name}")
            rows[name] = found.document["value"][0]
        document = await erp.at("GET", f"{root}/$metadata")
        within = await erp.at("GET", f"{root}/companies({SECRETS['company']})/$metadata")
        assert document.body == within.body
        return document.body, rows

    body, rows = in_an_erp(story)
    return etree.fromstring(body), rows


def local(node) -> str:
    return etree.QName(node).localname


class TestMetadata:
    def test_it_is_put_together_as_csdl_is(self, published):
        root, _ = published

        assert (root.tag, root.get("Version")) == (f"{EDMX}Edmx", "4.0")
        for node in root.iter():
            inside = {local(child) for child in node}
            assert inside <= MAY_HOLD.get(local(node), set()), local(node)
            assert set(node.attrib) >= MUST_SAY.get(local(node), set())

    def test_every_name_is_used_once_and_everything_named_exists(self, published):
        root, _ = published
        types = {node.get("Name"): node for node in root.iter(f"{EDM}EntityType", f"{EDM}ComplexType")}
        sets = {node.get("Name"): node for node in root.iter(f"{EDM}EntitySet")}

        for node in root.iter():
            if node.get("Type") and local(node) != "Record":  # whose type is of a vocabulary
                named = re.sub(r"^Collection\((.*)\)$", r"\1", node.get("Type"))
                space, _, name = named.rpartition(".")
                assert name in (PRIMITIVE if space == "Edm" else types), named
        for kind in types.values():
            names = [child.get("Name") for child in kind if local(child).endswith("Property")]
            assert len(names) == len(set(names)), kind.get("Name")
        for entity_set in sets.values():
            assert entity_set.get("EntityType").removeprefix("Microsoft.NAV.") in types
            ways = {n.get("Name") for n in types[entity_set.get("EntityType").rpartition(".")[2]]}
            for binding in entity_set:
                assert binding.get("Path") in ways
                assert binding.get("Target") in sets
        bound = [(a.get("Name"), a[0].get("Type")) for a in root.iter(f"{EDM}Action")]
        assert len(bound) == len(set(bound))
        namespaces = {node.get("Namespace") for node in root.iter(f"{EDMX}Include")}
        for node in root.iter(f"{EDM}Annotation"):
            assert node.get("Term").rpartition(".")[0] in namespaces

    def test_it_says_of_the_service_what_its_wave_declares(self, published, request):
        root, _ = published
        edition = EDITIONS[request.node.callspec.params["published"]]

        said = {node.get("Term").rpartition(".")[2]: node for node in root.iter(f"{EDM}Annotation")}
        values = [node.get("String") or node.get("Bool") for node in root.iter(f"{EDM}PropertyValue")]
        assert said["SchemaVersion"].get("String") == edition.schema_version
        assert said["ChangeTracking"][0][0].get("Bool") == str(edition.has_deltas).lower()
        assert ("basic" in values) is edition.takes_keys

    def test_every_key_is_a_property_that_cannot_be_null(self, published):
        root, _ = published
        for kind in root.iter(f"{EDM}EntityType"):
            key = kind.find(f"{EDM}Key/{EDM}PropertyRef").get("Name")
            (declared,) = [node for node in kind.iter(f"{EDM}Property") if node.get("Name") == key]
            assert declared.get("Nullable") == "false"

    def test_every_answer_keeps_to_its_type(self, published):
        root, rows = published
        types = {node.get("Name"): node for node in root.iter(f"{EDM}EntityType")}
        sets = {node.get("Name"): node for node in root.iter(f"{EDM}EntitySet")}

        assert set(sets) == set(rows)
        for name, row in rows.items():
            entity_type = types[sets[name].get("EntityType").rpartition(".")[2]]
            declared = {node.get("Name"): node for node in entity_type.iter(f"{EDM}Property")}
            assert [field for field in row if field != "@odata.etag"] == list(declared)
            for field, node in declared.items():
                if node.get("MaxLength"):
                    assert len(row[field]) <= int(node.get("MaxLength"))
                words = [word.get("String") for word in node.iter(f"{EDM}PropertyValue")]
                assert not words or row[field] in words

    def test_option_sets_are_published_as_text(self, published):
        assert not list(published[0].iter(f"{EDM}EnumType"))
