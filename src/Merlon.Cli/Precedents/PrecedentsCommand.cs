using System.CommandLine;
using Merlon.Host.Knowledge;

namespace Merlon.Cli;

/// <summary><c>merlon precedents</c>: what proved right before, for language models that propose rules.</summary>
static class PrecedentsCommand
{
    static readonly Option<string> Store = StoreThat("The file that holds them");

    static readonly Option<string> NewStore = StoreThat("The file that holds them, which is made where there is none");

    public static Command Create() => new(
        "precedents", "What proved right before, and what is known of the site, for models that propose rules")
    {
        AddCommand.Create(),
        DocumentCommand.Create(),
        EntriesCommand.Create(),
        RemoveCommand.Create(),
    };

    /// <summary>The file that a command is about.</summary>
    public static string StoreOf(ParseResult parsed) => parsed.GetRequiredValue<string>(Store.Name);

    /// <summary>A command that works on a store: what goes wrong with that is told.</summary>
    /// <param name="mayMake">Whether the store is made where there is none.</param>
    public static Command Of(Command command, Func<ParseResult, int> run, bool mayMake = false)
    {
        command.Add(mayMake ? NewStore : Store);
        command.Add(Options.Json);
        command.SetAction(parsed => Told(() => run(parsed)));
        return command;
    }

    /// <summary>Does what needs a store.</summary>
    /// <returns>The exit status; the user has been told when the store cannot be used.</returns>
    public static int Told(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (StoreFaultException e)
        {
            Screen.Error(e.Message);
            return e.IsUnreadable ? Exit.Unreadable : Exit.Environment;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            Screen.Error("SQLite cannot be loaded; expected its library beside merlon");
            return Exit.Environment;
        }
    }

    static Option<string> StoreThat(string description) => new("--store")
    {
        Description = description,
        HelpName = "FILE",
        Required = true,
        CustomParser = result => Options.Word(result) is { Length: > 0 } path
            ? path : Options.Wrong<string>(result, "the name of a file"),
    };
}
