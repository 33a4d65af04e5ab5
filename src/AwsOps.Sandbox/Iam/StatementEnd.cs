using AwsOps.Engine.Policy;

namespace AwsOps.Sandbox.Iam;

/// <summary>Where a statement ends.</summary>
internal static class StatementEnd
{
    /// <summary>The place of the statement's closing brace. The text is known to be JSON.</summary>
    public static TextPosition Of(Statement statement)
    {
        var text = statement.Document.Text;
        var (line, column) = (1, 1);
        var depth = 0;
        var isIn = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isIn)
            {
                if (c == '\\')
                {
                    i++;
                    column++;
                }
                else if (c == '"')
                {
                    isIn = false;
                }
            }
            else if (line > statement.Position.Line || (line == statement.Position.Line && column >= statement.Position.Column))
            {
                depth += c switch { '{' => 1, '}' => -1, _ => 0 };
                if (c == '}' && depth == 0)
                {
                    return new TextPosition(line, column);
                }

                isIn = c == '"';
            }
            else
            {
                isIn = c == '"';
            }

            (line, column) = c == '\n' ? (line + 1, 1) : (line, column + 1);
        }

        return statement.Position;
    }
}
