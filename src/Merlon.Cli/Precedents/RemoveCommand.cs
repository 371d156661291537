using System.CommandLine;
using Merlon.Host.Knowledge;

namespace Merlon.Cli;

/// <summary><c>merlon precedents remove</c>: forget an entry.</summary>
static class RemoveCommand
{
    static readonly Argument<long> Id = new("id")
    {
        Description = "As merlon precedents list gives it",
        CustomParser = result =>
        {
            if (!long.TryParse(Options.Word(result), out var id) || id < 1)
                result.AddError("id: expected a number from 1 on");
            return id;
        },
    };

    public static Command Create() =>
        PrecedentsCommand.Of(new("remove", "Forget a precedent or a document") { Id }, Run);

    static int Run(ParseResult parsed)
    {
        var id = parsed.GetRequiredValue(Id);
        using var store = PrecedentStore.Open(PrecedentsCommand.StoreOf(parsed));
        var isRemoved = store.Remove(id);
        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => json.WriteBoolean("removed", isRemoved));
        else if (isRemoved) Screen.Line($"removed {id}");
        else Screen.Error($"{id}: there is no such entry; merlon precedents list says what there is");
        return isRemoved ? Exit.Done : Exit.AnswerIsNo;
    }
}
