using System.Text;

namespace Merlon.Language;

/// <summary>
/// Tells what a reasoning model thinks aloud from what it answers, as the text comes: tags of any of the usual names,
/// and harmony's channels. However the text is cut, the outcome is the same.
/// </summary>
/// <remarks>
/// Where it is in doubt, no answer gets lost. A tag between quotes or backticks is text; so is one in a code fence of
/// an answer; so is one among the words of a line, <c>see &lt;think&gt; there</c>, unless it is closed. A closing tag
/// that nothing opened makes thinking of all before it, once. What was never closed is thinking up to the last closing
/// tag in it, or whole.
/// </remarks>
public sealed class Thinking
{
    /// <summary>Characters that are kept, of thinking and answer together; the rest is left out.</summary>
    public const int MostCharacters = 4_194_304;

    readonly StringBuilder _apart = new(), _thinking = new(), _answer = new(), _heading = new();
    readonly char[] _markup = new char[ThinkingMarks.MostLength + 16];
    int _markupLength;
    ThinkingMark _quoted;        // markup right after a quote; it is text if that quote comes again
    char _last;                  // before the markup
    int _depth;                  // of open tags
    int _openedAt, _closedAt;    // in the thinking: where it was opened; past the last closing tag in it, or -1
    string _opening = "";        // the tag that opened it
    bool _isAmongWords;          // there are such before the one that opened it, on its line and with a blank between
    bool _hasWords;              // on the line of the answer
    bool _hasThought, _isAnswering, _isHeading, _isHarmony, _isOtherChannel, _isTakenBack;
    CodeFence _fence;
    int _room = MostCharacters, _told;

    /// <summary>What it thought so far.</summary>
    public string Thought => $"{_apart}\n{_thinking}".Trim();

    /// <summary>What it answered so far; it becomes shorter when that turns out to have been thinking.</summary>
    public string Answer => _answer.ToString().Trim();

    /// <summary>Whether some of the text was left out, since there was too much of it.</summary>
    public bool IsFull { get; private set; }

    /// <summary>What was answered since this was asked last.</summary>
    /// <param name="isAnew">All that was told before turned out to be thinking.</param>
    public string Told(out bool isAnew)
    {
        isAnew = _isTakenBack;
        var told = _answer.ToString(_told, _answer.Length - _told);
        (_isTakenBack, _told) = (false, _answer.Length);
        return told;
    }

    bool IsThinking => _depth > 0 || _isOtherChannel;

    /// <summary>Of a whole text.</summary>
    public static Thinking Of(ReadOnlySpan<char> text)
    {
        var thinking = new Thinking();
        thinking.Add(text);
        thinking.End();
        return thinking;
    }

    /// <summary>What comes next.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var c in text) Add(c);
    }

    /// <summary>Thinking that came apart from the text, where a closing tag has nothing to close any more.</summary>
    public void AddThought(ReadOnlySpan<char> text)
    {
        _hasThought = true;
        foreach (var c in text) Keep(_apart, c);
    }

    /// <summary>That nothing more comes.</summary>
    public void End()
    {
        if (_quoted is not ThinkingMark.None) Heed(_quoted);
        else FlushMarkup();
        _quoted = ThinkingMark.None;
        if (_isHeading) _thinking.Append(_heading);
        if (_depth > 0) Resolve();
    }

    void Add(char c)
    {
        if (_quoted is not ThinkingMark.None)
        {
            var mark = c == _last ? ThinkingMark.None : _quoted;
            _quoted = ThinkingMark.None;
            if (mark is ThinkingMark.None) FlushMarkup();
            else Heed(mark);
        }

        if (_markupLength > 0) Continue(c);
        else if (ThinkingMarks.MayBegin(c)) _markup[_markupLength++] = c;
        else Text(c);
    }

    void Continue(char c)
    {
        _markup[_markupLength++] = c;
        var mark = ThinkingMarks.Read(_markup.AsSpan(0, _markupLength));
        if (mark is ThinkingMark.Begun) return;
        if (mark is ThinkingMark.None)
        {
            _markupLength--;
            FlushMarkup();
            Add(c);
        }
        else if (_last is '`' or '"' or '\'') _quoted = mark;
        else Heed(mark);
    }

    // That the markup is what it looks like.
    void Heed(ThinkingMark mark)
    {
        if (mark >= ThinkingMark.Start) Turn(mark);
        else if (_depth > 0) Nested(mark);
        else if (_fence.IsOpen) FlushMarkup();
        else if (mark is ThinkingMark.Close) CloseUnopened();
        else if (mark is ThinkingMark.Open) Open();
        if (_markupLength > 0) _last = '>';
        _markupLength = 0;
    }

    void Open()
    {
        Separate();
        (_depth, _openedAt, _closedAt) = (1, _thinking.Length, -1);
        _isAmongWords = _hasWords && _answer is [.., ' ' or '\t'];
        _opening = new(_markup, 0, _markupLength);
    }

    void Nested(ThinkingMark mark)
    {
        if (mark is ThinkingMark.Open) _depth++;
        if (mark is ThinkingMark.Close && --_depth == 0)
        {
            _hasThought = true;
            return;
        }

        FlushMarkup();
        if (mark is ThinkingMark.Close) _closedAt = _thinking.Length;
    }

    void CloseUnopened()
    {
        if (_hasThought || _isHarmony)
        {
            FlushMarkup();
            return;
        }

        _thinking.Append(_answer);
        _answer.Clear();
        (_hasThought, _isAnswering, _hasWords, _fence) = (true, false, false, default);
        (_isTakenBack, _told) = (_told > 0, 0);
    }

    // Tags were left open.
    void Resolve()
    {
        var isText = _closedAt < 0 && _isAmongWords && HasWordsAfter();
        var from = _closedAt >= 0 ? _closedAt : isText ? _openedAt : _thinking.Length;
        var answer = _thinking.ToString(from, _thinking.Length - from);
        _thinking.Length = from;
        if (isText) _answer.Append(_opening);
        _answer.Append(answer);
        _depth = 0;
    }

    // On the line of the tag that was left open, and not right behind it.
    bool HasWordsAfter()
    {
        if (_openedAt < _thinking.Length && char.IsLetterOrDigit(_thinking[_openedAt])) return false;
        for (var place = _openedAt; place < _thinking.Length && _thinking[place] is not '\n'; place++)
            if (!char.IsWhiteSpace(_thinking[place])) return true;
        return false;
    }

    // Messages and channels count only from the beginning on.
    void Turn(ThinkingMark mark)
    {
        _isHarmony |= !_isAnswering && _depth == 0;
        if (!_isHarmony || _fence.IsOpen)
        {
            FlushMarkup();
            return;
        }

        if (_depth > 0) Resolve();
        if (mark is ThinkingMark.Message && _isHeading) _isOtherChannel = !IsAnswer(_heading.ToString().Trim());
        else if (mark is ThinkingMark.Start or ThinkingMark.End) _isOtherChannel = false;
        _isHeading = mark is ThinkingMark.Start or ThinkingMark.Channel;
        _heading.Clear();
        if (mark is ThinkingMark.Message && _isOtherChannel) Separate();
    }

    static bool IsAnswer(string heading) => heading.Split(' ')[0] is "final" or "assistant" or "";

    // One thought from the next.
    void Separate()
    {
        if (_thinking.Length > 0) Keep(_thinking, '\n');
    }

    void FlushMarkup()
    {
        for (var i = 0; i < _markupLength; i++) Text(_markup[i]);
        _markupLength = 0;
    }

    void Text(char c)
    {
        _last = c;
        if (_isHeading && _heading.Length < ThinkingMarks.MostLength)
        {
            _heading.Append(c);
            return;
        }

        if (IsThinking)
        {
            Keep(_thinking, c);
            return;
        }

        _isAnswering |= !char.IsWhiteSpace(c);
        _hasWords = c is not '\n' && (_hasWords || !char.IsWhiteSpace(c));
        _fence.Add(c);
        Keep(_answer, c);
    }

    void Keep(StringBuilder where, char c)
    {
        IsFull |= _room == 0;
        if (_room == 0) return;

        where.Append(c);
        _room--;
    }
}
