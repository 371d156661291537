using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Merlon.Host.Knowledge;
using Merlon.Knowledge.Search;

namespace Merlon.Cli;

/// <summary><c>merlon precedents document</c>: documents of the site, to be quoted to a model.</summary>
static class DocumentCommand
{
    static readonly Argument<string[]> Files = new("file")
    {
        Description = "Text or Markdown, which is cut into sections by its headings",
        Arity = ArgumentArity.OneOrMore,
        Validators = { Options.RefuseOptions },
    };

    public static Command Create() => PrecedentsCommand.Of(
        new("document", "Remember documents of the site; a model is shown passages of them") { Files }, Run,
        mayMake: true);

    static int Run(ParseResult parsed)
    {
        var paths = parsed.GetRequiredValue(Files);
        if (!OutputBytes.CanBe(PrecedentsCommand.StoreOf(parsed), paths)) return Exit.Usage;

        var documents = new List<(string Name, string Sha256, string Text)>();
        foreach (var path in paths)
        {
            if (InputBytes.Read(path, 1 << 20, "no document to remember") is not var (name, bytes))
                return Exit.Unreadable;
            var text = Encoding.UTF8.GetString(bytes);
            if (Fault(bytes, text) is { } fault)
            {
                Screen.Error($"{name}: {fault}");
                return Exit.Unreadable;
            }

            var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
            documents.Add((Path.GetFileName(name), sha256, text));
        }

        using var store = PrecedentStore.OpenOrMake(PrecedentsCommand.StoreOf(parsed));
        var added = documents.Select(one => (one.Name, Added: store.Add(
            StoreEntry.DocumentKind, one.Name, one.Sha256, one.Text))).ToList();
        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json =>
        {
            json.WriteStartArray("documents");
            foreach (var (name, (id, isNew)) in added)
            {
                json.WriteStartObject();
                json.WriteNumber("id", id);
                json.WriteString("name", name);
                json.WriteBoolean("isNew", isNew);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        else foreach (var (name, (id, isNew)) in added)
            Screen.Line($"{(isNew ? "added" : "there already")} as {id}: {name}");
        return Exit.Done;
    }

    static string? Fault(byte[] bytes, string text) =>
        bytes.Contains((byte)0) ? "not a text; expected Markdown or plain text in UTF-8"
        : bytes.Length > PrecedentStore.LongestText
            ? $"{bytes.Length:N0} bytes; expected a document of {PrecedentStore.LongestText:N0} at most"
        : bytes.Length == 0 ? "empty; expected a text"
        : !DocumentSections.Of("", text).Any() ? "nothing but headings; expected text below them" : null;
}
