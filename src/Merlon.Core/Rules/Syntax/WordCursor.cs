namespace Merlon.Rules.Syntax;

/// <summary>The words of a rule, taken one after the other.</summary>
sealed class WordCursor(List<Word> words)
{
    int _next;

    public bool IsAtEnd => _next == words.Count;

    /// <summary>What stands after the latest word, as far as it is no option; nothing at the end.</summary>
    public bool HasValueNext => !IsAtEnd && words[_next].Text is not ['-' or '!', ..];

    public Word First => words[0];

    /// <summary>The one that was taken last.</summary>
    public Word Latest => words[_next - 1];

    /// <summary>The latest, and those after it.</summary>
    public List<Word> FromLatest => words[(_next - 1)..];

    /// <summary>The next one's text; null at the end.</summary>
    public string? NextText => IsAtEnd ? null : words[_next].Text;

    public Word Take() => words[_next++];

    /// <summary>Passes over what may belong to an option that made no sense.</summary>
    public void GoToNextOption()
    {
        while (HasValueNext) _next++;
    }
}
