using System.Text.RegularExpressions;

namespace Merlon.House;

/// <summary>
/// The architecture: a folder of Core may use the folders named before it and none after. To read Core from
/// the start, read the folders in this order.
/// </summary>
public partial class FolderOrderTests
{
    const string Core = "src/Merlon.Core";

    static readonly string[] Order =
    [
        "Net", "Packets", "Flows", "Features", "Detection", "Alerts", "Rules", "Context", "Synthesis", "Evaluation",
        "Knowledge", "RootCause", "Language",
    ];

    [Fact]
    public void Core_only_looks_back() => Assert.Empty(LooksAhead(SourceTree.FilesUnder(Core)));

    [Fact]
    public void Every_folder_has_its_place() => Assert.Empty(WithoutPlace(SourceTree.FilesUnder(Core)));

    [Fact]
    public void A_folder_without_a_place_is_noticed() =>
        Assert.Equal(["Stuff"], WithoutPlace([("Stuff/Bad.cs", ""), ("Net/Good.cs", "")]));

    [Fact]
    public void A_look_ahead_is_noticed() =>
        Assert.Equal(
            ["Net/Bad.cs looks ahead to Rules"],
            LooksAhead([("Net/Bad.cs", "using Merlon.Rules;"), ("Rules/Good.cs", "using Merlon.Net;")]));

    static IEnumerable<string> LooksAhead(IEnumerable<(string Path, string Text)> files) =>
        from file in files
        from Match used in MerlonNamespace().Matches(file.Text)
        let other = used.Groups[1].Value
        where Array.IndexOf(Order, other) >= 0   // Merlon.Flows, not Merlon.Core
        where Array.IndexOf(Order, other) > Array.IndexOf(Order, Folder(file.Path))
        select $"{file.Path} looks ahead to {other}";

    static IEnumerable<string> WithoutPlace(IEnumerable<(string Path, string Text)> files) =>
        files.Select(file => Folder(file.Path)).Distinct().Except(Order);

    static string Folder(string path) => path.Split('/')[0];

    [GeneratedRegex(@"\bMerlon\.(\w+)")]
    private static partial Regex MerlonNamespace();
}
