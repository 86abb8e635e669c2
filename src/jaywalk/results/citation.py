"""How to cite a run: who made what, and the hashes that let a reader check that they have the same."""

from jaywalk.results.manifest import Manifest


def as_text(manifest: Manifest) -> str:
    """A reference in words, with the command and the hash that it must give."""
    m = manifest
    kind = "what-if simulation" if m.scenario.what_if else "simulation"
    label = f" [{m.scenario.label}]" if m.scenario.label else ""
    what = (
        f"{m.scenario.title}{label}. Jaywalk {m.code.version} {kind}, run {m.name}, {m.time.start} to {m.time.end}, "
        f"{m.size.residents:,} synthetic residents, seed {m.run.seed}, replicate {m.run.replicate} ({m.host.created[:10]})."
    )
    margins = "; ".join(f"margins {city} {value}" for city, value in m.run.margins_hashes.items())
    hashes = f"scenario_hash {m.scenario.hash}; model {m.code.model_version}; {margins}"
    return "\n".join([what, f"Reproduce: {m.run.command}", hashes, f"result_hash {m.result_hash}"])


def as_bibtex(manifest: Manifest) -> str:
    """The same as a BibTeX entry."""
    m = manifest
    label = f" ({m.scenario.label})" if m.scenario.label else ""
    fields = {
        "title": f"{{{_plain(m.scenario.title + label)}}}",
        "author": "{{The Jaywalk maintainers}}",
        "year": f"{{{m.host.created[:4]}}}",
        "version": f"{{Jaywalk {m.code.version}, model {m.code.model_version}}}",
        "howpublished": f"{{{_plain(m.run.command)}}}",
        "note": f"{{Simulation of synthetic residents. result\\_hash {m.result_hash}}}",
    }
    lines = ",\n".join(f"  {key} = {value}" for key, value in fields.items())
    return f"@misc{{{m.name},\n{lines}\n}}"


def _plain(text: str) -> str:
    for mark in "\\{}":
        text = text.replace(mark, "")
    for mark in "&%$#_":
        text = text.replace(mark, f"\\{mark}")
    return text
