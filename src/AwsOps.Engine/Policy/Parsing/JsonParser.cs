using System.Globalization;
using System.Text;

namespace AwsOps.Engine.Policy.Parsing;

/// <summary>
/// Reads JSON (RFC 8259) and keeps the position of every value, which System.Text.Json does not.
/// It refuses what IAM refuses: duplicate keys, and nesting that no policy has.
/// </summary>
internal sealed class JsonParser
{
    // The deepest legal policy nests five levels; the limit keeps a hostile document off the stack.
    private const int MaximumDepth = 32;

    private readonly string _text;
    private int _offset;
    private int _line = 1;
    private int _lineStart;

    private JsonParser(string text) => _text = text;

    private TextPosition Here => new(_line, _offset - _lineStart + 1);

    /// <summary>Parses a whole document.</summary>
    /// <exception cref="PolicyFormatException">The text is not JSON.</exception>
    internal static JsonValue Parse(string text)
    {
        JsonParser parser = new(text);
        parser.SkipSpace();
        if (parser._offset == text.Length)
        {
            throw parser.Error("The document is empty.");
        }

        JsonValue value = parser.ReadValue(0);
        parser.SkipSpace();
        return parser._offset == text.Length
            ? value
            : throw parser.Error($"Nothing may follow the document, found {parser.Found()}.");
    }

    private JsonValue ReadValue(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Error($"The document is nested deeper than {MaximumDepth} levels.");
        }

        TextPosition position = Here;
        return Peek() switch
        {
            '{' => ReadObject(position, depth),
            '[' => ReadArray(position, depth),
            '"' => new() { Kind = JsonKind.String, Position = position, Text = ReadString() },
            't' => ReadLiteral(position, "true", JsonKind.True),
            'f' => ReadLiteral(position, "false", JsonKind.False),
            'n' => ReadLiteral(position, "null", JsonKind.Null),
            '-' or (>= '0' and <= '9') => ReadNumber(position),
            _ => throw Error($"A value was expected, found {Found()}."),
        };
    }

    private JsonValue ReadObject(TextPosition position, int depth)
    {
        int start = _offset++;
        List<JsonMember> members = [];
        SkipSpace();
        if (!TryTake('}'))
        {
            do
            {
                SkipSpace();
                TextPosition namePosition = Here;
                if (Peek() != '"')
                {
                    throw Error($"A quoted name was expected, found {Found()}.");
                }

                string name = ReadString();
                // "Individual elements must not contain multiple instances of the same key."
                // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
                if (members.Exists(member => member.Name == name))
                {
                    throw new PolicyFormatException(new PolicyError(namePosition, $"The key \"{name}\" occurs more than once in the same element."));
                }

                SkipSpace();
                Expect(':');
                SkipSpace();
                members.Add(new(name, namePosition, ReadValue(depth + 1)));
                SkipSpace();
            }
            while (TryTake(','));
            Expect('}');
        }

        return new() { Kind = JsonKind.Object, Position = position, Members = members, Start = start, End = _offset };
    }

    private JsonValue ReadArray(TextPosition position, int depth)
    {
        _offset++;
        List<JsonValue> items = [];
        SkipSpace();
        if (!TryTake(']'))
        {
            do
            {
                SkipSpace();
                items.Add(ReadValue(depth + 1));
                SkipSpace();
            }
            while (TryTake(','));
            Expect(']');
        }

        return new() { Kind = JsonKind.Array, Position = position, Items = items };
    }

    private string ReadString()
    {
        TextPosition start = Here;
        int from = ++_offset;
        while (_offset < _text.Length && _text[_offset] is not ('"' or '\\') && _text[_offset] >= ' ')
        {
            _offset++;
        }

        if (_offset < _text.Length && _text[_offset] == '"')
        {
            return _text[from.._offset++];
        }

        StringBuilder builder = new(_text, from, _offset - from, Math.Max(16, (_offset - from) * 2));
        while (true)
        {
            if (_offset >= _text.Length)
            {
                throw new PolicyFormatException(new PolicyError(start, "The string is not closed."));
            }

            char c = _text[_offset];
            if (c == '"')
            {
                _offset++;
                return builder.ToString();
            }

            if (c < ' ')
            {
                throw Error("A control character must be escaped within a string.");
            }

            _offset++;
            builder.Append(c == '\\' ? ReadEscape() : c);
        }
    }

    private char ReadEscape()
    {
        char c = Peek();
        switch (c)
        {
            case '"' or '\\' or '/': _offset++; return c;
            case 'b': _offset++; return '\b';
            case 'f': _offset++; return '\f';
            case 'n': _offset++; return '\n';
            case 'r': _offset++; return '\r';
            case 't': _offset++; return '\t';
            case 'u' when _offset + 4 < _text.Length
                && ushort.TryParse(_text.AsSpan(_offset + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                _offset += 5;
                return (char)code;
            default:
                throw Error("An escape must be one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits.");
        }
    }

    private JsonValue ReadLiteral(TextPosition position, string literal, JsonKind kind)
    {
        if (string.CompareOrdinal(_text, _offset, literal, 0, literal.Length) != 0)
        {
            throw Error($"A value was expected, found {Found()}.");
        }

        _offset += literal.Length;
        return new() { Kind = kind, Position = position, Text = literal };
    }

    private JsonValue ReadNumber(TextPosition position)
    {
        int from = _offset;
        if (Peek() == '-')
        {
            _offset++;
        }

        if (Peek() == '0')
        {
            _offset++;
        }
        else
        {
            ReadDigits();
        }

        if (Peek() == '.')
        {
            _offset++;
            ReadDigits();
        }

        if (Peek() is 'e' or 'E')
        {
            _offset++;
            if (Peek() is '+' or '-')
            {
                _offset++;
            }

            ReadDigits();
        }

        return new() { Kind = JsonKind.Number, Position = position, Text = _text[from.._offset] };
    }

    private void ReadDigits()
    {
        if (!char.IsAsciiDigit(Peek()))
        {
            throw Error($"A digit was expected, found {Found()}.");
        }

        while (char.IsAsciiDigit(Peek()))
        {
            _offset++;
        }
    }

    private void SkipSpace()
    {
        while (_offset < _text.Length)
        {
            char c = _text[_offset];
            if (c is not (' ' or '\t' or '\n' or '\r'))
            {
                return;
            }

            _offset++;
            if (c == '\n' || (c == '\r' && Peek() != '\n'))
            {
                _line++;
                _lineStart = _offset;
            }
        }
    }

    private char Peek() => _offset < _text.Length ? _text[_offset] : '\0';

    private bool TryTake(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        _offset++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!TryTake(expected))
        {
            throw Error($"'{expected}' was expected, found {Found()}.");
        }
    }

    private string Found() => _offset >= _text.Length
        ? "the end of the document"
        : char.IsControl(_text[_offset]) || char.IsSurrogate(_text[_offset])
            ? $"the character U+{(int)_text[_offset]:X4}"
            : $"'{_text[_offset]}'";

    private PolicyFormatException Error(string message) => new(new PolicyError(Here, message));
}
