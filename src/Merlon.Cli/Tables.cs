using Spectre.Console;

namespace Merlon.Cli;

/// <summary>Tables that look like one thing everywhere: lines on a terminal, plain columns in a file.</summary>
static class Tables
{
    /// <summary>The first column is text; numbers stand to the right.</summary>
    public static Table Of(params IReadOnlyList<string> headings)
    {
        var table = new Table { Border = Screen.IsTerminal ? TableBorder.Rounded : TableBorder.Markdown };
        for (var i = 0; i < headings.Count; i++)
        {
            var justify = i == 0 ? Justify.Left : Justify.Right;
            table.AddColumn(new TableColumn(headings[i]) { NoWrap = i > 0, Alignment = justify });
        }

        return table;
    }

    public static void Write(Table table)
    {
        Screen.Out.Write(table);
        if (Screen.IsTerminal) Screen.Out.WriteLine();
    }
}
