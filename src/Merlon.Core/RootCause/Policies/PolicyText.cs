using System.Collections.Immutable;

namespace Merlon.RootCause.Policies;

/// <summary>A file of rules as it was given.</summary>
public sealed record PolicyFile(string Name, ImmutableArray<string> Lines)
{
    public PolicyFile(string name, string text) : this(name, [.. text.TrimEnd('\n').Split('\n')]) { }

    public string Text => string.Concat(Lines.Select(line => line + "\n"));
}

/// <summary>Where a line of the rules stands.</summary>
/// <param name="Line">From 1.</param>
public readonly record struct PolicyPlace(string File, int Line)
{
    public override string ToString() => $"{File}:{Line}";
}

/// <summary>
/// The files of rules as they were given, of which the lines are numbered through from 1. All changes are changes of
/// this text, so that what is advised is what was tried, and can be taken back.
/// </summary>
public sealed class PolicyText
{
    readonly int[] _before;   // lines in the files before each

    public PolicyText(ImmutableArray<PolicyFile> files)
    {
        Files = files;
        _before = new int[files.Length];
        for (var i = 1; i < files.Length; i++) _before[i] = _before[i - 1] + files[i - 1].Lines.Length;
    }

    public ImmutableArray<PolicyFile> Files { get; }

    public int FirstLineOf(int file) => _before[file] + 1;

    public string this[int line] => Files[FileOf(line)].Lines[line - FirstLineOf(FileOf(line))];

    public PolicyPlace PlaceOf(int line) => new(Files[FileOf(line)].Name, line - _before[FileOf(line)]);

    public int FileOf(int line)
    {
        var file = 0;
        while (file + 1 < Files.Length && _before[file + 1] < line) file++;
        return file;
    }

    /// <summary>The text with other lines in the place of some.</summary>
    public PolicyText With(IReadOnlyCollection<LineEdit> edits)
    {
        var instead = edits.ToDictionary(edit => edit.Line, edit => edit.Instead);
        return new(
        [
            .. Files.Select((file, number) => file with
            {
                Lines =
                [
                    .. file.Lines.SelectMany((line, at) =>
                        instead.TryGetValue(at + FirstLineOf(number), out var other) ? other : [line]),
                ],
            }),
        ]);
    }
}

/// <summary>Lines in the place of one; none for one that goes.</summary>
/// <param name="Line">Numbered through all files, from 1.</param>
public sealed record LineEdit(int Line, ImmutableArray<string> Instead);
