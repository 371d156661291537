using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Merlon.RootCause.Exports;

/// <summary>
/// Exports against the schemas of those who made the formats, which are not ours to keep here: a folder that
/// MERLON_SCHEMAS names has them below <c>stix</c>, <c>cacao</c> and <c>ocsf</c>, as they are published. They are read
/// with Python's jsonschema, and nothing is fetched.
/// </summary>
public sealed class OfficialSchemaTests
{
    static readonly string? Folder = Environment.GetEnvironmentVariable("MERLON_SCHEMAS");

    const string Check = """
        import json, pathlib, sys
        from jsonschema import validators
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012

        form, folder = sys.argv[2], pathlib.Path(sys.argv[1], sys.argv[2]).resolve()
        schemas = {path: json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))}
        registry = Registry().with_resources(   # which fetches nothing
            (schema.get("$id", path.as_uri()), Resource.from_contents(schema, default_specification=DRAFT202012))
            for path, schema in schemas.items())
        by_name = {path.stem: schema for path, schema in schemas.items()}
        faults, checked, without = [], 0, set()

        def check(name, value):
            global checked
            if name not in by_name:
                without.add(name)
                return
            checked += 1
            schema = by_name[name]
            for error in validators.validator_for(schema)(schema, registry=registry).iter_errors(value):
                faults.append(f"{name}: {list(error.absolute_path)}: {error.message[:200]}")

        for export in json.load(sys.stdin):
            if form == "stix":
                for one in export["objects"]:
                    check(one["type"], one)
            elif form == "cacao":
                check("playbook", export)
                for step in export["workflow"].values():
                    for command in step.get("commands", []):
                        check(command["type"], command)
            else:
                check("detection_finding", export)
        print(f"{checked} objects checked; no schema for: {', '.join(sorted(without)) or 'none'}")
        sys.exit("\n".join(faults[:20]) if faults else 0 if checked else "nothing was checked")
        """;

    [Theory]
    [InlineData("stix")]
    [InlineData("cacao")]
    [InlineData("ocsf")]
    public void Every_export_holds_to_the_official_schema(string form)
    {
        Assert.SkipUnless(Folder is not null, "the official schemas are not here: MERLON_SCHEMAS=FOLDER");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder!, form)), $"there is no {form} in MERLON_SCHEMAS");
        var exports = new JsonArray([.. Exported.Reports.Select(SchemaTests.Forms[form].Of)]);
        var (status, told) = Checked(form, exports.ToJsonString());
        TestContext.Current.SendDiagnosticMessage($"{form}: {exports.Count} exports, {told}");
        Assert.True(status == 0, told);

        var broken = exports.ToJsonString().Replace("\"name\":\"", "\"name\":7,\"was\":\"", StringComparison.Ordinal);
        Assert.Contains("7 is not of type", Checked(form, broken).Told, StringComparison.Ordinal);
    }

    static (int Status, string Told) Checked(string form, string exports)
    {
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Check, Folder!, form])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var told = Task.WhenAll(python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        python.StandardInput.Write(exports);
        python.StandardInput.Close();
        python.WaitForExit();
        return (python.ExitCode, string.Concat(told.Result).Trim());
    }
}
