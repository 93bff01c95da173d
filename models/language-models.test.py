"""What goes to language models, and what they say."""

import anthropic
import google.generativeai
import mcp.server
import ollama
import openai
from flask import request
from langchain_core.messages import SystemMessage
from langchain_core.prompts import PromptTemplate
from langchain_openai import ChatOpenAI


def asked():
    x = request.args["x"]
    client = openai.OpenAI()
    client.chat.completions.create(model="m", messages=[{"role": "system", "content": x}])  # ! prompt
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": x}])  # ! prompt-user
    client.responses.create(model="m", input=[{"role": "developer", "content": [{"type": "input_text", "text": x}]}])  # ! prompt
    client.responses.create(model="m", instructions=x)  # ! prompt
    client.responses.create(model="m", instructions="be kind")
    anthropic.Anthropic().messages.create(model="m", system=x, messages=[])  # ! prompt
    google.generativeai.GenerativeModel("m", system_instruction=x)  # ! prompt
    ollama.generate("m", x)  # ! prompt-user
    SystemMessage(content=x)  # ! prompt
    PromptTemplate.from_template(x)  # ! prompt


def answered():
    client = openai.OpenAI()
    eval(client.chat.completions.create(model="m", messages=[]).choices[0].message.content)  # ! code
    eval(client.responses.create(model="m", input="a").output_text)  # ! code
    eval(anthropic.Anthropic().messages.create(model="m", messages=[]).content[0].text)  # ! code
    eval(ollama.chat("m", [])["message"]["content"])  # ! code
    eval(google.generativeai.GenerativeModel("m").generate_content("a").text)  # ! code
    eval(ChatOpenAI().invoke("a").content)  # ! code


server = mcp.server.Server("shop")


@server.call_tool()
async def call_tool(name, arguments):
    eval(arguments["sum"])  # ! code
