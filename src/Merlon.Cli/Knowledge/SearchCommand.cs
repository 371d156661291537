using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Merlon.Host;
using Merlon.Host.Knowledge;
using Merlon.Knowledge.Search;

namespace Merlon.Cli;

/// <summary><c>merlon knowledge search</c>: which techniques go with some words.</summary>
static class SearchCommand
{
    const int Shown = 200;

    static readonly Argument<string[]> Question = new("words")
    {
        Description = "What was seen, in plain words; nothing in them is syntax",
        Arity = ArgumentArity.OneOrMore,
    };

    static readonly Option<string?> Attack = new("--attack")
    {
        Description = "Search all of ATT&CK in this file (enterprise-attack.json of MITRE, gzipped or not; - is"
            + " standard input) instead of Merlon's own table",
        HelpName = "FILE",
    };

    static readonly Option<string?> Index = new("--index")
    {
        Description = "Keep the index of --attack here for next time; it is made anew when that file has changed",
        HelpName = "FILE",
    };

    static readonly Option<int> Limit = new("--limit")
    {
        Description = $"So many at most, to {KnowledgeIndex.MostFound}",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
        CustomParser = result => int.TryParse(Options.Word(result), out var limit)
            && limit is > 0 and <= KnowledgeIndex.MostFound
                ? limit : Options.Wrong<int>(result, $"a whole number from 1 to {KnowledgeIndex.MostFound}"),
    };

    static readonly Option<string> By = Options.Named("--by", "both", ["both", "words", "meaning"],
        "What puts them in order");

    public static Command Create()
    {
        var command = new Command("search", "Find techniques by words about what was seen")
        {
            Question, Attack, Index, By, Limit, Options.Json,
        };
        Options.Check(command, result =>
        {
            if (result.GetValue(Index) is null) return;
            if (result.GetValue(Attack) is null or InputFile.StandardInput)
                result.AddError("--index: goes with a file in --attack");
        });
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        var question = string.Join(' ', parsed.GetRequiredValue(Question));
        if (!SearchWords.Of(question).Any())
        {
            Screen.Error("no word in the question that tells something; expected such as: many failed logins");
            return Exit.Usage;
        }

        if (KnowledgeSource.Open(parsed.GetValue(Attack), parsed.GetValue(Index), out var status) is not { } index)
            return status;

        using (index)
        {
            try
            {
                return Answer(parsed, question, index);
            }
            catch (InvalidDataException e)
            {
                Screen.Error($"{parsed.GetValue(Index)}: {e.Message}");
                return Exit.Unreadable;
            }
        }
    }

    static int Answer(ParseResult parsed, string question, KnowledgeIndex index)
    {
        var by = Enum.Parse<Ranking>(parsed.GetRequiredValue(By), ignoreCase: true);
        var found = index.Search(question, parsed.GetRequiredValue(Limit), by);
        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => Write(json, question, index.Count, found));
        else foreach (var one in found) Write(one);
        if (found.IsEmpty) Screen.Note($"none of {index.Count:N0} documents goes with these words");
        return found.IsEmpty ? Exit.AnswerIsNo : Exit.Done;
    }

    static void Write(RankedDocument found)
    {
        var (id, kind, title, text, _) = found.Document;
        var by = string.Join(", ", new[]
        {
            found.WordRank is { } words ? $"by words {words}" : null,
            found.MeaningRank is { } meaning ? $"by meaning {meaning}" : null,
        }.OfType<string>());
        Screen.Line($"{id,-9}  {title} ({kind}; {by})");
        var line = text.ReplaceLineEndings(" ");
        Screen.Line($"    {(line.Length <= Shown ? line : $"{line[..Shown]}...")}");
    }

    static void Write(Utf8JsonWriter json, string question, int documents, ImmutableArray<RankedDocument> found)
    {
        json.WriteString("question", question);
        json.WriteNumber("documents", documents);
        json.WriteStartArray("results");
        foreach (var one in found)
        {
            json.WriteStartObject();
            json.WriteString("id", one.Document.Id);
            json.WriteString("kind", one.Document.Kind);
            json.WriteString("title", one.Document.Title);
            json.WriteString("text", one.Document.Text);
            json.WriteString("origin", one.Document.Origin);
            JsonOutput.Number(json, "wordRank", one.WordRank);
            JsonOutput.Number(json, "meaningRank", one.MeaningRank);
            json.WriteNumber("score", one.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
