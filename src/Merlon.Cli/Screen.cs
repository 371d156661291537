using Merlon.Rules.Syntax;
using Spectre.Console;

namespace Merlon.Cli;

/// <summary>
/// Where words go: results to standard output, everything else to standard error; colour on a terminal only.
/// </summary>
static class Screen
{
    static readonly IAnsiConsole Errors = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Standard output, for tables and text.</summary>
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static bool IsTerminal => !Console.IsOutputRedirected;

    public static void Error(string message) => Say("[red]error:[/] ", message);

    public static void Warning(string message) => Say("[yellow]bad line:[/] ", message);

    public static void Note(string message) => Say("[grey]note:[/] ", message);

    static void Say(string prefix, string message)
    {
        Errors.Markup(prefix);
        Console.Error.WriteLine(Harmless(message));
    }

    // A file's name may hold anything, what steers a terminal too.
    public static string Harmless(string message, bool keepLines = false) =>
        string.Concat(message.Select(c => char.IsControl(c) && !(keepLines && c == '\n') ? '?' : c));

    /// <summary>A fault of a rule set, with its line and a mark below the place.</summary>
    public static void Fault(string file, string line, Fault fault)
    {
        var shown = Harmless(line);
        var first = Math.Max(0, fault.Column - 60);   // of a long line, what stands around the fault
        var part = shown.Length <= first ? "" : shown.Substring(first, Math.Min(110, shown.Length - first));
        Errors.Markup("[red]fault:[/] ");
        Console.Error.WriteLine(Harmless($"{file}:{fault.Line}:{fault.Column}: {fault.Message}"));
        Console.Error.WriteLine($"    {part}");
        var space = new string(' ', fault.Column - 1 - first);
        Console.Error.WriteLine($"    {space}^ expected {Harmless(fault.Expected)}");
    }

    static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (isRedirected) console.Profile.Width = 400;   // text that goes into a file is not folded
        return console;
    }
}
